// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api.limit;

import io.bailiff.agent.api.limit.RecordShape.Component;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rewrites the texts for people in a record, and in all records below. Texts that programs compare ({@link Text#exact}) stay as they are. */
public final class TextRewrite extends RecordRewrite {

    private final UnaryOperator<String> rewrite;

    /** @param rewrite returns the new text; a longer text than the limit is cut */
    public TextRewrite(UnaryOperator<String> rewrite) {
        this.rewrite = rewrite;
    }

    @Override
    String text(String text, Component component, Text limit) {
        return limit.exact() ? text : Shortening.cut(rewrite.apply(text), limit.longest());
    }

    @Override
    int kept(List<?> list, Component component, String path) {
        return list.size();
    }
}
