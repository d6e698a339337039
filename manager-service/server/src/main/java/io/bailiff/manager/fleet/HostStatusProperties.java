// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings for the record of outages.
 *
 * @param check the interval of the checks of all hosts
 * @param settle the time for which libvirt or a guard has to be away before the outage is recorded
 */
@ConfigurationProperties("bailiff.host-status")
record HostStatusProperties(
        @DefaultValue("5s") Duration check,
        @DefaultValue("30s") Duration settle) {}
