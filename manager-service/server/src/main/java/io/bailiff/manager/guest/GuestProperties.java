// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings for guests and their libvirts.
 *
 * @param askAgain the interval of the requests to a guest to release functions
 * @param disconnectAfter the time after the last call until a connection through an agent's link is closed, if nothing needs it
 */
@ConfigurationProperties("bailiff.guest")
record GuestProperties(
        @DefaultValue("10s") Duration askAgain,
        @DefaultValue("60s") Duration disconnectAfter) {}
