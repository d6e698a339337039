// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

/** The version of the manager, from the manifest of the jar. */
final class ManagerVersion {

    private ManagerVersion() {}

    /** Returns the line for {@code --version}. */
    static String text() {
        String version = ManagerVersion.class.getPackage().getImplementationVersion();
        return "bailiff-manager " + (version == null ? "(not from a jar)" : version);
    }
}
