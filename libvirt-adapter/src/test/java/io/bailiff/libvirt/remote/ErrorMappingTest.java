// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.HypervisorException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.libvirt.Error.ErrorNumber;

class ErrorMappingTest {

    private static final int FROM_QEMU = 10;
    private static final int FROM_RPC = 7;

    @ParameterizedTest
    @CsvSource({
        "VIR_ERR_NO_DOMAIN,NO_GUEST",
        "VIR_ERR_OPERATION_INVALID,WRONG_STATE",
        "VIR_ERR_OPERATION_TIMEOUT,BUSY",
        "VIR_ERR_OPERATION_ABORTED,BUSY",
        "VIR_ERR_RESOURCE_BUSY,BUSY",
        "VIR_ERR_AGENT_UNRESPONSIVE,BUSY",
        "VIR_ERR_AGENT_UNSYNCED,BUSY",
        "VIR_ERR_RPC,UNREACHABLE",
        "VIR_ERR_INVALID_CONN,UNREACHABLE",
        "VIR_ERR_CONFIG_UNSUPPORTED,REFUSED",
        "VIR_ERR_OPERATION_FAILED,REFUSED",
        "VIR_ERR_INTERNAL_ERROR,REFUSED",
        "VIR_ERR_ACCESS_DENIED,REFUSED",
        "VIR_ERR_DEVICE_MISSING,REFUSED",
    })
    void eachErrorNumberHasItsCode(ErrorNumber error, Code code) {
        assertThat(ErrorMapping.code(new LibvirtError(number(error), FROM_QEMU, "words")))
                .isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource(value = ErrorNumber.class, mode = EnumSource.Mode.EXCLUDE, names = "VIR_ERR_NO_DOMAIN")
    void onlyNoDomainMeansNoGuest(ErrorNumber error) {
        assertThat(ErrorMapping.code(new LibvirtError(number(error), FROM_QEMU, "words")))
                .isNotEqualTo(Code.NO_GUEST);
    }

    @Test
    void anRpcErrorIsUnreachableWithAnyNumber() {
        assertThat(ErrorMapping.code(new LibvirtError(38, FROM_RPC, "End of file while reading data")))
                .isEqualTo(Code.UNREACHABLE);
    }

    @Test
    void anyErrorOnADeadConnectionIsUnreachableWithTheOriginalMessage() {
        LibvirtFailure failure = new LibvirtFailure(new LibvirtError(9, FROM_QEMU, "operation failed: no"));

        HypervisorException mapped = ErrorMapping.exception(failure, false);

        assertThat(mapped.code()).isEqualTo(Code.UNREACHABLE);
        assertThat(mapped).hasMessage("operation failed: no").hasCause(failure);
        assertThat(ErrorMapping.exception(failure, true).code()).isEqualTo(Code.REFUSED);
    }

    @Test
    void aQemuThatHasNotEndedYetIsBusy() {
        LibvirtError error =
                new LibvirtError(38, 0, "Failed to terminate process 4711 with SIGTERM: Device or resource busy");

        assertThat(ErrorMapping.code(error)).isEqualTo(Code.BUSY);
    }

    @Test
    void aPendingUnplugAndAMissingAliasAreIdentifiedByTheErrorText() {
        LibvirtError pending = new LibvirtError(
                1,
                FROM_QEMU,
                "internal error: unable to execute QEMU command 'device_del':"
                        + " Device ua-rng is already in the process of unplug");
        LibvirtError absent = new LibvirtError(1, 20, "internal error: no device found with alias ua-rng");

        assertThat(ErrorMapping.saysUnplugIsPending(pending)).isTrue();
        assertThat(ErrorMapping.saysUnplugIsPending(absent)).isFalse();
        assertThat(ErrorMapping.saysThereIsNoSuchDevice(absent)).isTrue();
        assertThat(ErrorMapping.saysThereIsNoSuchDevice(pending)).isFalse();
        assertThat(ErrorMapping.saysThereIsNoSuchDevice(
                        new LibvirtError(number(ErrorNumber.VIR_ERR_DEVICE_MISSING), 20, "")))
                .isTrue();
    }

    @SuppressWarnings("EnumOrdinal")
    private static int number(ErrorNumber error) {
        return error.ordinal();
    }
}
