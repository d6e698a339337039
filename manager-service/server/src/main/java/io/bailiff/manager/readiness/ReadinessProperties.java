// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.readiness;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the checks of the readiness.
 *
 * @param check the interval of a check that has succeeded
 * @param checkAgain the interval of a check that has failed
 * @param late the time after which an unfinished check counts as failed
 * @param schedulerSilent the time without any sign of the scheduler after which the scheduler counts as stuck
 */
@ConfigurationProperties("bailiff.readiness")
record ReadinessProperties(
        @DefaultValue("15s") Duration check,
        @DefaultValue("2s") Duration checkAgain,
        @DefaultValue("15s") Duration late,
        @DefaultValue("60s") Duration schedulerSilent) {}
