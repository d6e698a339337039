// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api.limit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A record whose constructor rejects every value outside of the limits: the components need no limits of their own. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SelfChecked {}
