// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;

/** A rule for the content of the calls of one procedure. */
interface ContentRule {

    /** Returns the name of the part of the content that the rule is about, for messages to people. */
    String part();

    /** Returns true if a content of this many bytes can be allowed. The gate holds back a content of such a length only. */
    boolean allowsLength(int bytes);

    /** Returns true if the content, from the buffer's position to its limit, may pass. The rule may move the position. */
    boolean allows(ByteBuffer content);
}
