// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.WrittenTarget.Function;
import io.bailiff.agent.guard.WrittenTarget.Matching;
import io.bailiff.agent.guard.WrittenTarget.Nothing;
import io.bailiff.agent.guard.WrittenTarget.Value;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts that the kernel takes for a function or for an id, and the texts that the kernel refuses. */
class WrittenTargetTest {

    private static final String PORT = "0000:02:01.1";
    private static final int ANY = DeviceId.ANY;

    static Stream<Arguments> names() {
        return Stream.of(
                named(PORT, PORT),
                named(PORT + "\n", PORT),
                named(PORT + "\0", PORT),
                named(PORT + "\n\0", PORT),
                named(PORT + "\0anything\n\n", PORT),
                named("10000:e1:00.0\n", "10000:e1:00.0"),
                refused(PORT + "\n\n"),
                refused("\n" + PORT),
                refused(PORT + "\r\n"),
                refused(" " + PORT),
                refused(PORT + " "),
                refused(PORT + " \n"),
                refused(PORT + "x"),
                refused("02:01.1\n"),
                refused("0000:02:0a.1".replace('a', 'A')),
                refused("00000:02:01.1"),
                refused(""),
                refused("\n"),
                refused("\0" + PORT),
                refused("virtio0\n"),
                refused(PORT + "\n" + "x".repeat(5000)),
                refused("x".repeat(5000)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aTextNamesAFunctionExactlyIfTheKernelFindsTheFunctionByTheText(String text, WrittenTarget target) {
        for (String path : new String[] {
            "/sys/bus/pci/drivers/e1000/bind", "/sys/bus/pci/drivers/vfio-pci/unbind", "/sys/bus/pci/drivers_probe"
        }) {
            assertThat(WrittenTarget.of(ControlFile.of(path).orElseThrow(), text))
                    .as(path)
                    .isEqualTo(target);
        }
    }

    static Stream<Arguments> ids() {
        return Stream.of(
                id("8086 1010\n", 0x8086, 0x1010, ANY, ANY, 0, 0),
                id("8086 1010", 0x8086, 0x1010, ANY, ANY, 0, 0),
                id("0x8086 0X1010", 0x8086, 0x1010, ANY, ANY, 0, 0),
                id(" \t8086\n1010 \n", 0x8086, 0x1010, ANY, ANY, 0, 0),
                id("8086\u00a01010", 0x8086, 0x1010, ANY, ANY, 0, 0),
                id("ABCD abcd", 0xabcd, 0xabcd, ANY, ANY, 0, 0),
                id("ffffffff FFFFFFFF", ANY, ANY, ANY, ANY, 0, 0),
                id("1ffffffff 1", ANY, 1, ANY, ANY, 0, 0),
                id("8086 1010 8086 1012 020000 ffff00 5", 0x8086, 0x1010, 0x8086, 0x1012, 0x20000, 0xffff00),
                id("8086 1010 8086", 0x8086, 0x1010, 0x8086, ANY, 0, 0),
                id("8086 1010 8086 nonsense", 0x8086, 0x1010, 0x8086, ANY, 0, 0),
                id("8086 1010 and more", 0x8086, 0x1010, 0xa, ANY, 0, 0),
                id("8086 1010\0 8086 1012", 0x8086, 0x1010, ANY, ANY, 0, 0),
                refused("8086"),
                refused("8086:1010"),
                refused("8086,1010"),
                refused("-8086 1010"),
                refused("8086 \0 1010"),
                refused("nonsense"),
                refused("x".repeat(5000)),
                refused(""),
                refused("\n"));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aTextIsAnIdExactlyIfTheKernelReadsTwoNumbersAtLeast(String text, WrittenTarget target) {
        ControlFile newId = ControlFile.of("/sys/bus/pci/drivers/e1000/new_id").orElseThrow();
        assertThat(WrittenTarget.of(newId, text)).isEqualTo(target);
    }

    static Stream<Arguments> overrides() {
        return Stream.of(
                Arguments.of("e1000\n", new Value("e1000")),
                Arguments.of("e1000", new Value("e1000")),
                Arguments.of("e1000\nigb\n", new Value("e1000")),
                Arguments.of("e1000\0igb", new Value("e1000")),
                Arguments.of(" e1000 \n", new Value(" e1000 ")),
                Arguments.of("\n", new Value("")),
                Arguments.of("\ne1000", new Value("")),
                Arguments.of("\0", new Value("")),
                refused(""));
    }

    @ParameterizedTest
    @MethodSource("overrides")
    void anOverrideIsTheFirstLineUpToANul(String text, WrittenTarget target) {
        ControlFile override = ControlFile.of("/sys/devices/pci0000:00/0000:00:05.0/driver_override")
                .orElseThrow();
        assertThat(WrittenTarget.of(override, text)).isEqualTo(target);
    }

    static Stream<Arguments> matches() {
        return Stream.of(
                Arguments.of("8086 1010", true),
                Arguments.of("8086 ffffffff", true),
                Arguments.of("ffffffff ffffffff", true),
                Arguments.of("8086 1010 8086 1012", true),
                Arguments.of("ffffffff ffffffff ffffffff ffffffff 020000 ffff00", true),
                Arguments.of("8086 1010 ffffffff ffffffff 010802 0", true),
                Arguments.of("8086 1011", false),
                Arguments.of("ffffffff 1011", false),
                Arguments.of("8086 1010 8086 1013", false),
                Arguments.of("ffffffff ffffffff ffffffff ffffffff 010802 ffffff", false));
    }

    @ParameterizedTest
    @MethodSource("matches")
    void anIdMatchesAFunctionByVendorDeviceSubsystemAndMaskedClass(String text, boolean matches) {
        FunctionIds card = FunctionIds.parse("pci:v00008086d00001010sv00008086sd00001012bc02sc00i00")
                .orElseThrow();
        assertThat(DeviceId.parse(text).orElseThrow().matches(card)).isEqualTo(matches);
    }

    private static Arguments named(String text, String function) {
        return Arguments.of(text, new Function(PciAddress.parse(function)));
    }

    private static Arguments refused(String text) {
        return Arguments.of(text, new Nothing());
    }

    private static Arguments id(
            String text, int vendor, int device, int subvendor, int subdevice, int classCode, int classMask) {
        return Arguments.of(
                text, new Matching(new DeviceId(vendor, device, subvendor, subdevice, classCode, classMask)));
    }
}
