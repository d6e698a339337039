// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api.limit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The limit of a text of a record, or of each text of a list. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Text {

    /** Returns the largest number of characters (UTF-16 code units, as counted by Java). */
    int longest();

    /** Returns true if programs compare the text: the text is not shortened to make a report smaller. */
    boolean exact() default false;

    /** Returns the regular expression of the whole text; empty for any text. */
    String spelling() default "";
}
