// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.DirectoryVersion;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the facts about functions and drivers until a function or a driver comes or goes. {@link #current} proves at each call that the
 * facts still hold, by the versions of the two directories of the bus ({@link HostFiles#version}). No uevent is needed, so that no fact
 * is out of date while a uevent is on the way. On a host without versions each call begins anew.
 */
final class BusFactsReader {

    private final HostFiles files;
    private volatile @Nullable Remembered remembered;

    private record Remembered(
            Optional<DirectoryVersion> functions, Optional<DirectoryVersion> drivers, BusFacts facts) {

        boolean isAsOf(Optional<DirectoryVersion> functionsNow, Optional<DirectoryVersion> driversNow) {
            return functions.isPresent()
                    && drivers.isPresent()
                    && functions.equals(functionsNow)
                    && drivers.equals(driversNow);
        }
    }

    BusFactsReader(HostFiles files) {
        this.files = files;
    }

    /** Returns the facts as of now. */
    BusFacts current() throws HostFileException {
        Optional<DirectoryVersion> functions = files.version(PciBus.DEVICES);
        Optional<DirectoryVersion> drivers = files.version(PciBus.DRIVERS);
        Remembered known = remembered;
        if (known == null || !known.isAsOf(functions, drivers) || known.facts().hasNewMember()) {
            boolean isLasting = functions.isPresent() && drivers.isPresent();
            known = new Remembered(functions, drivers, new BusFacts(files, isLasting));
            remembered = known;
        }
        return known.facts();
    }

    /** Returns the facts of the last call of {@link #current} by any thread: for a decision that has begun with such a call. */
    BusFacts latest() throws HostFileException {
        Remembered known = remembered;
        return known == null ? current() : known.facts();
    }
}
