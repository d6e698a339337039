// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Printable;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the keyboards of the host, for the check that a group leaves at least one keyboard. The virtual USB keyboard of a management
 * controller counts like any other. A keyboard made by a program (uinput) does not count: such a keyboard repeats a real one, or has no
 * person in front.
 */
final class Keyboards {

    private static final int LONGEST_NAME = 80;
    private static final String INPUTS = "/sys/class/input/";
    private static final String BLUETOOTH = "/sys/class/bluetooth/";
    private static final String INPUT_DEVICE = "input[0-9]+";

    /** The bits of the keys Q to P (16 to 25), A and S (30 and 31) in include/uapi/linux/input-event-codes.h: in the last word on any kernel. */
    private static final long LETTERS = 0xC3FF0000L;

    private final HostFiles files;

    private Keyboards(HostFiles files) {
        this.files = files;
    }

    /** Returns the check of the keyboards. An unknown goes to the findings. */
    static GroupCheck read(HostFiles files, Findings findings) {
        List<Location> keyboards = new ArrayList<>();
        try {
            new Keyboards(files).addTo(keyboards);
        } catch (HostFileException failure) {
            findings.unknown(UnknownScope.ANY, "Cannot read the keyboards of the host: " + failure.getMessage());
        }
        return new LastOnes(Code.ONLY_KEYBOARD, "the host has no keyboard", keyboards);
    }

    private void addTo(List<Location> keyboards) throws HostFileException {
        // A kernel without input devices or Bluetooth has no such directory.
        for (String name : HostDirectories.listIfPresent(files, INPUTS)) {
            Optional<String> path =
                    name.matches(INPUT_DEVICE) ? files.realPath(INPUTS + name) : Optional.<String>empty();
            if (path.isPresent() && isOfPeople(path.get()) && isKeyboard(path.get())) {
                String label = "keyboard \""
                        + Printable.text(textOrEmpty(path.get() + "/name").strip(), LONGEST_NAME) + "\"";
                keyboards.add(new Location(label, functions(path.get()), INPUTS + name));
            }
        }
    }

    private static boolean isOfPeople(String path) {
        return !SysfsNames.isVirtual(path) || isBluetooth(path);
    }

    /** Returns true for a Bluetooth Low Energy keyboard: the Bluetooth daemon drives such a keyboard through uhid. */
    private static boolean isBluetooth(String path) {
        return path.contains("/uhid/0005:");
    }

    /** Returns the functions on the way to the keyboard, for a uhid keyboard the functions of the Bluetooth adapters. */
    private List<PciAddress> functions(String path) throws HostFileException {
        if (!SysfsNames.isVirtual(path)) {
            return SysfsNames.functions(path);
        }
        List<PciAddress> adapters = new ArrayList<>();
        for (String adapter : HostDirectories.listIfPresent(files, BLUETOOTH)) {
            files.realPath(BLUETOOTH + adapter).map(SysfsNames::functions).ifPresent(adapters::addAll);
        }
        return adapters;
    }

    /** Returns true if the device has letter keys; without the bits of the keys, if the device is named a keyboard. */
    private boolean isKeyboard(String path) throws HostFileException {
        String keys = path + "/capabilities/key";
        return files.exists(keys)
                ? hasLetters(files.read(keys))
                : textOrEmpty(path + "/name").toLowerCase(Locale.ROOT).contains("keyboard");
    }

    /** Reads the last of the words, with the lowest bits (input_bits_to_string in drivers/input/input.c). */
    private static boolean hasLetters(String keys) {
        String word = keys.substring(keys.lastIndexOf(' ') + 1);
        return word.matches("[0-9a-fA-F]{1,16}") && (Long.parseUnsignedLong(word, 16) & LETTERS) == LETTERS;
    }

    private String textOrEmpty(String path) throws HostFileException {
        return files.exists(path) ? files.read(path) : "";
    }
}
