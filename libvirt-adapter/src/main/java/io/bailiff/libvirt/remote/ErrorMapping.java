// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;

/** Maps libvirt's errors to the codes of {@link HypervisorException}, by the caller's possible reaction. */
final class ErrorMapping {

    /** qemu_process.c, virProcessKillPainfully: QEMU has not ended within the time limit; QEMU may still end. */
    private static final String NOT_DEAD_YET = "Failed to terminate process";

    /** QEMU's qdev_unplug. libvirt passes the message on in a general error: only the text identifies the error. */
    private static final String UNPLUG_PENDING = "already in the process of unplug";

    /** domain_conf.c, virDomainDefFindDevice: an internal error in libvirt 9.0, DEVICE_MISSING elsewhere. */
    private static final String NO_SUCH_ALIAS = "no device found with alias";

    private ErrorMapping() {}

    static HypervisorException exception(LibvirtFailure failure, boolean connectionAlive) {
        LibvirtError error = failure.error();
        Code code = connectionAlive ? code(error) : Code.UNREACHABLE;
        return new HypervisorException(code, error.message(), failure);
    }

    static Code code(LibvirtError error) {
        if (brokeTheConnection(error)) {
            return Code.UNREACHABLE;
        }
        if (error.message().contains(NOT_DEAD_YET)) {
            return Code.BUSY;
        }
        return switch (error.code()) {
            case LibvirtError.NO_DOMAIN -> Code.NO_GUEST;
            case LibvirtError.OPERATION_INVALID -> Code.WRONG_STATE;
            case LibvirtError.OPERATION_TIMEOUT,
                    LibvirtError.OPERATION_ABORTED,
                    LibvirtError.AGENT_UNRESPONSIVE,
                    LibvirtError.AGENT_UNSYNCED,
                    LibvirtError.AGENT_COMMAND_TIMEOUT,
                    LibvirtError.RESOURCE_BUSY -> Code.BUSY;
            default -> Code.REFUSED;
        };
    }

    /**
     * Returns true if the call did not reach the daemon, or the daemon's answer did not arrive. A daemon's "not supported"
     * error is also in the RPC domain, but leaves the connection intact.
     */
    static boolean brokeTheConnection(LibvirtError error) {
        return error.code() == LibvirtError.INVALID_CONNECTION
                || error.code() == LibvirtError.RPC
                || (error.domain() == LibvirtError.FROM_RPC && error.code() != LibvirtError.NO_SUPPORT);
    }

    static boolean saysThereIsNoSuchDevice(LibvirtError error) {
        return error.code() == LibvirtError.DEVICE_MISSING || error.message().contains(NO_SUCH_ALIAS);
    }

    static boolean saysUnplugIsPending(LibvirtError error) {
        return error.message().contains(UNPLUG_PENDING);
    }
}
