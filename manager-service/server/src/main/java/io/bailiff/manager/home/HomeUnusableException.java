// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import org.jspecify.annotations.Nullable;

/** The manager cannot start with the configured home folder, or with the files in the folder. */
public final class HomeUnusableException extends RuntimeException {

    private final String remedy;

    public HomeUnusableException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
