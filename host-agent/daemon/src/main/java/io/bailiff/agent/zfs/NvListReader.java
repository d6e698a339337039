// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.zfs;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a list of named values in the XDR encoding of OpenZFS (module/nvpair/nvpair.c, {@code nvs_xdr_nvp_op}). The bytes come from a
 * disk and may be anything: depth and number of the values are limited, every length is checked against the bytes, and a malformed
 * list is no list at all.
 */
final class NvListReader {

    private static final int XDR = 1;
    private static final int HEADER = 4;
    private static final int MOST_DEPTH = 8;
    private static final int MOST_PAIRS = 4096;

    /** The sizes of a pair, which are a part of the encoded size. */
    private static final int SIZES = 8;

    // data_type_t in include/sys/nvpair.h
    private static final int UINT64 = 8;
    private static final int STRING = 9;
    private static final int UINT64_ARRAY = 16;
    private static final int NVLIST = 19;
    private static final int NVLIST_ARRAY = 20;

    private int pairs;

    private NvListReader() {}

    /** Returns the list at the beginning of the bytes; empty if the bytes are no well-formed list. */
    static Optional<NvList> read(ByteBuffer bytes) {
        if (bytes.remaining() < HEADER || bytes.get(bytes.position()) != XDR) {
            return Optional.empty();
        }
        // The header has the encoding, the byte order of the writer (XDR is big-endian all the same), and two unused
        // bytes.
        ByteBuffer body = bytes.slice(bytes.position() + HEADER, bytes.remaining() - HEADER);
        try {
            return Optional.of(new NvListReader().list(body, 0));
        } catch (MalformedListException | BufferUnderflowException malformed) {
            // Almost every disk has other data at this place.
            return Optional.empty();
        }
    }

    private NvList list(ByteBuffer bytes, int depth) throws MalformedListException {
        check(depth < MOST_DEPTH);
        check(bytes.getInt() == 0); // the version; the flags follow
        bytes.getInt();
        Map<String, Object> values = new HashMap<>();
        for (int start = bytes.position(); ; start = bytes.position()) {
            int encoded = bytes.getInt();
            int decoded = bytes.getInt();
            if (encoded == 0 && decoded == 0) {
                return new NvList(values);
            }
            check(encoded > SIZES && encoded - SIZES <= bytes.remaining() && ++pairs <= MOST_PAIRS);
            pair(bytes.slice(bytes.position(), encoded - SIZES), depth, values);
            bytes.position(start + encoded);
        }
    }

    private void pair(ByteBuffer bytes, int depth, Map<String, Object> values) throws MalformedListException {
        String name = text(bytes);
        int type = bytes.getInt();
        int count = bytes.getInt();
        check(count >= 0 && count <= bytes.limit());
        switch (type) {
            case UINT64 -> values.put(name, bytes.getLong());
            case STRING -> values.put(name, text(bytes));
            case UINT64_ARRAY -> values.put(name, numbers(bytes, count));
            case NVLIST -> values.put(name, list(bytes, depth + 1));
            case NVLIST_ARRAY -> values.put(name, lists(bytes, count, depth + 1));
            default -> {
                // The labels have no other type that matters here.
            }
        }
    }

    /** Reads an array of numbers. XDR repeats the number of elements before the elements. */
    private static List<Long> numbers(ByteBuffer bytes, int count) throws MalformedListException {
        check(bytes.getInt() == count);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(bytes.getLong());
        }
        return numbers;
    }

    private List<NvList> lists(ByteBuffer bytes, int count, int depth) throws MalformedListException {
        List<NvList> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lists.add(list(bytes, depth));
        }
        return lists;
    }

    /** Reads a text: the length, the bytes, and zeros up to a multiple of four. */
    private static String text(ByteBuffer bytes) throws MalformedListException {
        int length = bytes.getInt();
        check(length >= 0 && length <= bytes.remaining());
        ByteBuffer text = bytes.slice(bytes.position(), length);
        int padded = (length + 3) & ~3;
        check(padded <= bytes.remaining());
        bytes.position(bytes.position() + padded);
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(text);
            return decoded.toString();
        } catch (CharacterCodingException notText) {
            throw new MalformedListException();
        }
    }

    private static void check(boolean condition) throws MalformedListException {
        if (!condition) {
            throw new MalformedListException();
        }
    }

    private static final class MalformedListException extends Exception {

        private static final long serialVersionUID = 1L;
    }
}
