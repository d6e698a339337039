// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings for requests to guests.
 *
 * @param askAgain the interval of the requests to a guest to release functions
 */
@ConfigurationProperties("bailiff.guest")
record GuestProperties(@DefaultValue("10s") Duration askAgain) {}
