// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

/** Whoever runs the tests: root in a container, a developer elsewhere. */
final class ThisUser {

    private ThisUser() {}

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
