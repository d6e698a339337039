// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api.limit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The limit of the number of entries of a list in a record. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Entries {

    /** Returns the smallest number of entries. */
    int least() default 0;

    /** Returns the largest number of entries. */
    int most();

    /**
     * Returns true if entries may be left out to make a report smaller, from the end of the list. False for a list where a missing entry has
     * a meaning, such as the members of a group.
     */
    boolean shortens() default false;
}
