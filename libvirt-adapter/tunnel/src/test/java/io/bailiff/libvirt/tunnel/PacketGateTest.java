// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketGateTest {

    private static final int LOOKUP = Procedure.DOMAIN_LOOKUP_BY_UUID.number();
    private static final int LIFECYCLE = Procedure.DOMAIN_EVENT_CALLBACK_LIFECYCLE.number();

    /** A function as the adapter writes it. */
    private static final String FUNCTION = """
            <hostdev mode='subsystem' type='pci' managed='no'>
              <source>
                <address domain='0x0000' bus='0x02' slot='0x01' function='0x1'/>
              </source>
              <alias name='ua-bailiff-0'/>
            </hostdev>
            """;

    private final PendingCalls pending = new PendingCalls();
    private final PacketGate calls = new PacketGate(new CallRules(pending));
    private final PacketGate answers = new PacketGate(new AnswerRules(pending));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 27, 28, 29, 64, 1000, 100_000})
    void aStreamPassesUnchangedInPiecesOfAnySize(int size) throws Exception {
        byte[] stream = Packets.joined(
                Packets.open("qemu:///system", 0),
                Packets.call(LOOKUP, 2, 16),
                Packets.keepAlive(1),
                Packets.call(LOOKUP, 3, 70_000),
                Packets.call(Procedure.CONNECT_CLOSE.number(), 4, 0));

        assertThat(inPieces(calls, stream, any -> size)).isEqualTo(stream);
    }

    @Test
    void aStreamPassesUnchangedInPiecesOfRandomSizes() throws Exception {
        byte[] stream = Packets.joined(
                Packets.keepAlive(2),
                Packets.event(LIFECYCLE, 44),
                Packets.reply(LOOKUP, 1, 200_000),
                Packets.reply(LOOKUP, 2, 0));
        SplittableRandom random = new SplittableRandom(20261130);
        for (int round = 0; round < 200; round++) {
            PendingCalls ofRound = new PendingCalls();
            PacketGate gate = new PacketGate(new CallRules(ofRound));
            gate.pass(ByteBuffer.wrap(Packets.joined(Packets.call(LOOKUP, 1, 0), Packets.call(LOOKUP, 2, 0))));

            byte[] passed =
                    inPieces(new PacketGate(new AnswerRules(ofRound)), stream, any -> 1 + random.nextInt(40_000));

            assertThat(passed).isEqualTo(stream);
        }
    }

    @Test
    void noByteOfAPacketPassesBeforeItsHeaderIsComplete() throws Exception {
        byte[] call = Packets.call(LOOKUP, 1, 16);

        assertThat(calls.pass(ByteBuffer.wrap(call, 0, 27)).remaining()).isZero();
        assertThat(calls.pass(ByteBuffer.wrap(call, 27, 1)).remaining()).isEqualTo(28);
    }

    @Test
    void noByteOfAnOpeningPassesBeforeTheDriverIsKnown() throws Exception {
        byte[] open = Packets.open("qemu:///system", 0);

        assertThat(calls.pass(ByteBuffer.wrap(open, 0, open.length - 1)).remaining())
                .isZero();
        assertThat(calls.pass(ByteBuffer.wrap(open, open.length - 1, 1)).remaining())
                .isEqualTo(open.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test:///etc/shadow",
                "test:///system",
                "esx://10.0.0.1/",
                "qemu:///embed?root=/x",
                "QEMU:///system",
                "qemu:///systen",
                "lxc:///",
                ""
            })
    void anotherDriverIsRefused(String driver) {
        assertRefused(calls, Packets.open(driver, 0));
    }

    @Test
    void flagsOfAnOpeningAreRefused() {
        assertRefused(calls, Packets.open("qemu:///system", 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theXmlOfAGuestIsReadWithoutItsPasswords(int flags) throws Exception {
        byte[] call = xml(52, flags);

        assertThat(inPieces(calls, call, any -> 5)).isEqualTo(call);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 8, -1})
    void otherFlagsOfTheXmlOfAGuestAreRefused(int flags) {
        assertRefused(calls, xml(52, flags));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 513, 70_000})
    void aCallForTheXmlOfAGuestHasAName(int content) {
        assertRefused(calls, Packets.call(Procedure.DOMAIN_GET_XML_DESC.number(), 1, content));
    }

    private static byte[] xml(int content, int flags) {
        byte[] call = Packets.call(Procedure.DOMAIN_GET_XML_DESC.number(), 1, content);
        ByteBuffer.wrap(call).putInt(call.length - 4, flags);
        return call;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aFunctionOfTheHostIsPluggedIn(int flags) throws Exception {
        byte[] call = Packets.attach(FUNCTION, flags);

        assertThat(inPieces(calls, call, any -> 7)).isEqualTo(call);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, -1})
    void otherFlagsOfAnAttachmentAreRefused(int flags) {
        assertRefused(calls, Packets.attach(FUNCTION, flags));
    }

    static Stream<String> otherDevices() {
        return Stream.of(
                "",
                "<disk type='block' device='disk'><source dev='/dev/sda'/><target dev='vdb'/></disk>",
                "<disk type='file' device='disk'><source file='/etc/shadow'/><target dev='vdb'/></disk>",
                "<filesystem type='mount'><source dir='/'/><target dir='host'/></filesystem>",
                FUNCTION.replace("managed='no'", "managed='yes'"),
                FUNCTION.replace(" managed='no'", ""),
                FUNCTION.replace("type='pci'", "type='usb'"),
                FUNCTION.replace("<source>", "<driver name='vfio'/><source>"),
                FUNCTION.replace("</hostdev>", "<rom file='/etc/shadow'/></hostdev>"),
                FUNCTION.replace("ua-bailiff-0", "hostdev0"),
                FUNCTION.replace("ua-bailiff-0", "ua-x'/><rom file='/etc/shadow"),
                FUNCTION.replace("0x02", "2"),
                FUNCTION + FUNCTION,
                " " + FUNCTION,
                FUNCTION.stripTrailing(),
                "<!DOCTYPE hostdev>" + FUNCTION,
                FUNCTION + "\0",
                "x".repeat(2000));
    }

    @ParameterizedTest
    @MethodSource("otherDevices")
    void anotherDeviceIsRefused(String device) {
        assertRefused(calls, Packets.attach(device, 1));
    }

    @Test
    void anAttachmentOfAnyOtherLengthIsRefused() {
        byte[] whole = Packets.attach(FUNCTION, 1);
        for (int bytes = PacketHeader.BYTES; bytes < whole.length; bytes++) {
            assertRefused(
                    new PacketGate(new CallRules(new PendingCalls())),
                    Packets.withLength(Arrays.copyOf(whole, bytes), bytes));
        }
        assertRefused(
                new PacketGate(new CallRules(new PendingCalls())),
                Packets.withLength(Arrays.copyOf(whole, whole.length + 4), whole.length + 4));
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 200}) {
            byte[] ofName = ByteBuffer.wrap(whole.clone())
                    .putInt(PacketHeader.BYTES, length)
                    .array();
            assertRefused(new PacketGate(new CallRules(new PendingCalls())), ofName);
        }
    }

    @Test
    void everyProcedureThatIsNotListedIsRefusedAsACall() {
        IntStream.range(-2, 2000)
                .filter(number ->
                        Procedure.of(number).filter(known -> !known.event()).isEmpty())
                .forEach(number ->
                        assertRefused(new PacketGate(new CallRules(new PendingCalls())), Packets.call(number, 1, 0)));
    }

    @Test
    void everyProcedureThatIsNotListedIsRefusedAsAnEvent() {
        IntStream.range(-2, 2000)
                .filter(number -> Procedure.of(number).filter(Procedure::event).isEmpty())
                .forEach(number ->
                        assertRefused(new PacketGate(new AnswerRules(new PendingCalls())), Packets.event(number, 0)));
    }

    static Stream<byte[]> callsThatAreNoCalls() {
        int remote = PacketRules.REMOTE;
        byte[] none = new byte[0];
        return Stream.of(
                // Other programs: qemu's monitor and agent, LXC, admin; another version.
                Packets.packet(0x2000_8087, 1, 1, 0, 1, 0, none),
                Packets.packet(0x2000_8088, 1, 1, 0, 1, 0, none),
                Packets.packet(0x0690_0690, 1, 3, 0, 1, 0, none),
                Packets.packet(remote, 2, LOOKUP, 0, 1, 0, none),
                // A reply, an event, a stream, file descriptors, and no type at all, from a client.
                Packets.packet(remote, 1, LOOKUP, 1, 1, 0, none),
                Packets.packet(remote, 1, LIFECYCLE, 2, 0, 0, none),
                Packets.packet(remote, 1, LOOKUP, 3, 1, 2, none),
                Packets.packet(remote, 1, LOOKUP, 4, 1, 0, none),
                Packets.packet(remote, 1, LOOKUP, 5, 1, 0, none),
                Packets.packet(remote, 1, LOOKUP, -1, 1, 0, none),
                Packets.packet(remote, 1, LOOKUP, 0, 1, 1, none),
                // Keepalive with content, as a call, with a serial, and a third procedure.
                Packets.packet(PacketRules.KEEPALIVE, 1, 1, 2, 0, 0, new byte[4]),
                Packets.packet(PacketRules.KEEPALIVE, 1, 1, 0, 0, 0, none),
                Packets.packet(PacketRules.KEEPALIVE, 1, 1, 2, 7, 0, none),
                Packets.packet(PacketRules.KEEPALIVE, 1, 3, 2, 0, 0, none),
                // Lengths.
                Packets.withLength(Packets.call(LOOKUP, 1, 0), 27),
                Packets.withLength(Packets.call(LOOKUP, 1, 0), 0),
                Packets.withLength(Packets.call(LOOKUP, 1, 0), -1),
                Packets.withLength(Packets.call(LOOKUP, 1, 0), PacketHeader.LONGEST + 1),
                "GET / HTTP/1.1\r\nHost: libvirt\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("callsThatAreNoCalls")
    void aPacketThatIsNoCallOfBailiffIsRefused(byte[] packet) {
        assertRefused(calls, packet);
    }

    static Stream<byte[]> answersThatAreNoAnswers() {
        int remote = PacketRules.REMOTE;
        byte[] none = new byte[0];
        return Stream.of(
                // A call, a stream, and file descriptors, from a daemon.
                Packets.packet(remote, 1, LOOKUP, 0, 5, 0, none),
                Packets.packet(remote, 1, LOOKUP, 3, 5, 0, none),
                Packets.packet(remote, 1, LOOKUP, 5, 5, 0, none),
                // Replies: of another program, with another status, serial or procedure.
                Packets.packet(0x2000_8087, 1, LOOKUP, 1, 5, 0, none),
                Packets.packet(remote, 1, LOOKUP, 1, 5, 2, none),
                Packets.reply(LOOKUP, 6, 0),
                Packets.reply(LOOKUP, 0, 0),
                Packets.reply(Procedure.DOMAIN_GET_XML_DESC.number(), 5, 0),
                // Events: with a serial, and with an error.
                Packets.packet(remote, 1, LIFECYCLE, 2, 5, 0, none),
                Packets.packet(remote, 1, LIFECYCLE, 2, 0, 1, none),
                Packets.withLength(Packets.event(LIFECYCLE, 0), 3),
                Packets.withLength(Packets.event(LIFECYCLE, 0), Integer.MIN_VALUE));
    }

    @ParameterizedTest
    @MethodSource("answersThatAreNoAnswers")
    void aPacketThatIsNoAnswerToBailiffIsRefused(byte[] packet) throws Exception {
        calls.pass(ByteBuffer.wrap(Packets.call(LOOKUP, 5, 0)));

        assertRefused(answers, packet);
    }

    @Test
    void aReplyPassesOnce() throws Exception {
        calls.pass(ByteBuffer.wrap(Packets.call(LOOKUP, 5, 0)));
        answers.pass(ByteBuffer.wrap(Packets.reply(LOOKUP, 5, 8)));

        assertRefused(answers, Packets.reply(LOOKUP, 5, 8));
    }

    @Test
    void callsWithoutRepliesAreLimited() throws Exception {
        for (int serial = 0; serial < 16; serial++) {
            calls.pass(ByteBuffer.wrap(Packets.call(LOOKUP, serial, 0)));
        }

        assertRefused(calls, Packets.call(LOOKUP, 16, 0));
    }

    @Test
    void aSerialIsNotUsedTwiceAtATime() throws Exception {
        calls.pass(ByteBuffer.wrap(Packets.call(LOOKUP, 1, 0)));

        assertRefused(calls, Packets.call(LOOKUP, 1, 0));
    }

    @Test
    void nothingOfAPieceWithARefusedPacketPasses() {
        byte[] piece = Packets.joined(Packets.call(LOOKUP, 1, 0), Packets.call(4, 2, 0));

        assertRefused(calls, piece);
    }

    private static void assertRefused(PacketGate gate, byte[] packet) {
        assertThatExceptionOfType(RefusedPacketException.class).isThrownBy(() -> gate.pass(ByteBuffer.wrap(packet)));
    }

    private static byte[] inPieces(PacketGate gate, byte[] stream, java.util.function.IntUnaryOperator size)
            throws RefusedPacketException {
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        int at = 0;
        while (at < stream.length) {
            int count = Math.min(size.applyAsInt(at), stream.length - at);
            ByteBuffer out = gate.pass(ByteBuffer.wrap(stream, at, count));
            passed.write(out.array(), out.arrayOffset() + out.position(), out.remaining());
            at += count;
        }
        return passed.toByteArray();
    }
}
