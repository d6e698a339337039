// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api.limit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The limits of a number in a record. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {

    /** Returns the smallest allowed number. */
    long least();

    /** Returns the largest allowed number. */
    long most();
}
