// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.time;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Qualifier;

/** Selects the {@link MonotonicClock} for a clock parameter: deadlines and pauses use the monotonic clock. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.METHOD})
public @interface Monotonic {}
