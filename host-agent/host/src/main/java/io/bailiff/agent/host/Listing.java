// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Lists the names in a directory with the JDK: for a listing, only the errors "missing" and "not allowed" need to be distinguished. */
final class Listing {

    private Listing() {}

    static List<String> of(String place, String directory) throws HostFileException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(place))) {
            entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        } catch (DirectoryIteratorException failure) {
            throw failure(Objects.requireNonNull(failure.getCause()), directory);
        } catch (IOException failure) {
            throw failure(failure, directory);
        } catch (InvalidPathException failure) {
            throw new HostFileException(
                    HostError.OTHER, directory, "the locale of this machine cannot encode the path");
        }
        Collections.sort(names);
        return names;
    }

    private static HostFileException failure(IOException failure, String directory) {
        if (failure instanceof NoSuchFileException) {
            return new HostFileException(HostError.NO_ENTRY, directory, "No such file or directory (ENOENT)");
        }
        if (failure instanceof AccessDeniedException) {
            return new HostFileException(HostError.DENIED, directory, "Permission denied (EACCES)");
        }
        if (failure instanceof NotDirectoryException) {
            return new HostFileException(HostError.OTHER, directory, "Not a directory (ENOTDIR)");
        }
        return Errno.fromMessage(String.valueOf(failure.getMessage()), directory);
    }
}
