// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.backup;

import io.bailiff.manager.home.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A backup: a zip file with the database, the files of the home that a manager cannot make again, and the checksums of all. */
final class Archive {

    /** The name of the database in a backup, and in a home. */
    static final String DATABASE = "bailiff.mv.db";

    static final String MANAGER_ID = "manager-id";
    static final String CA = "ca";

    private static final String SETTINGS = "application.yml";
    private static final Pattern NAMES =
            Pattern.compile("bailiff\\.mv\\.db|manager-id|application\\.yml|ca/[A-Za-z0-9.-]{1,60}\\.pem");
    private static final JsonMapper JSON = JsonMapper.shared();

    private Archive() {}

    /**
     * Writes a backup.
     *
     * @param home the home folder
     * @param database a zip file with the database, as H2 makes it
     * @param manager the version of the manager
     */
    static void write(Path home, Path database, String manager, Instant now, OutputStream to) throws IOException {
        Map<String, String> sums = new LinkedHashMap<>();
        ZipOutputStream zip = new ZipOutputStream(to);
        try (ZipFile h2 = new ZipFile(database.toFile())) {
            ZipEntry only = h2.stream()
                    .filter(entry -> entry.getName().endsWith(".mv.db"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("H2 has written no database to " + database));
            try (InputStream data = h2.getInputStream(only)) {
                add(zip, DATABASE, data, sums);
            }
        }
        for (String name : names(home)) {
            try (InputStream data = Files.newInputStream(home.resolve(name))) {
                add(zip, name, data, sums);
            }
        }
        zip.putNextEntry(new ZipEntry(Manifest.ENTRY));
        zip.write(JSON.writeValueAsBytes(new Manifest(Manifest.FORMAT, manager, now, sums)));
        zip.closeEntry();
        zip.finish();
    }

    private static List<String> names(Path home) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String name : List.of(MANAGER_ID, SETTINGS)) {
            if (Files.isRegularFile(home.resolve(name))) {
                names.add(name);
            }
        }
        if (Files.isDirectory(home.resolve(CA))) {
            try (Stream<Path> files = Files.list(home.resolve(CA))) {
                files.map(file -> CA + "/" + file.getFileName())
                        .filter(name -> NAMES.matcher(name).matches())
                        .forEach(names::add);
            }
        }
        return List.copyOf(names);
    }

    private static void add(ZipOutputStream zip, String name, InputStream data, Map<String, String> sums)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        DigestInputStream summed = new DigestInputStream(data, sha256());
        summed.transferTo(zip);
        zip.closeEntry();
        sums.put(name, HexFormat.of().formatHex(summed.getMessageDigest().digest()));
    }

    /**
     * Checks a backup, and writes the files to an empty folder.
     *
     * @throws CommandFailure if the file is no complete backup, or has another format
     */
    static Manifest extract(Path backup, Path folder) throws CommandFailure, IOException {
        try (ZipFile zip = new ZipFile(backup.toFile())) {
            Manifest manifest = manifest(backup, zip);
            for (Map.Entry<String, String> file : manifest.sha256().entrySet()) {
                extract(backup, zip, file.getKey(), file.getValue(), folder);
            }
            return manifest;
        } catch (ZipException | JacksonException e) {
            throw damaged(backup, String.valueOf(e.getMessage()));
        }
    }

    private static Manifest manifest(Path backup, ZipFile zip) throws CommandFailure, IOException {
        ZipEntry entry = zip.getEntry(Manifest.ENTRY);
        if (entry == null) {
            throw damaged(backup, Manifest.ENTRY + " is missing");
        }
        try (InputStream data = zip.getInputStream(entry)) {
            Manifest manifest = JSON.readValue(data.readAllBytes(), Manifest.class);
            if (manifest.format() != Manifest.FORMAT) {
                throw CommandFailure.refused(backup + " has the format " + manifest.format()
                        + ", and this version of the manager reads " + Manifest.FORMAT
                        + ": use the version that made the backup (" + manifest.manager() + ")");
            }
            if (!manifest.sha256().containsKey(DATABASE)) {
                throw damaged(backup, DATABASE + " is missing");
            }
            return manifest;
        }
    }

    private static void extract(Path backup, ZipFile zip, String name, String sum, Path folder)
            throws CommandFailure, IOException {
        ZipEntry entry = NAMES.matcher(name).matches() ? zip.getEntry(name) : null;
        if (entry == null) {
            throw damaged(backup, name + " is missing");
        }
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()), PrivateFiles.FOLDER);
        try (DigestInputStream data = new DigestInputStream(zip.getInputStream(entry), sha256());
                FileChannel channel = newFile(file)) {
            data.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
            if (!HexFormat.of().formatHex(data.getMessageDigest().digest()).equals(sum)) {
                throw damaged(backup, name + " has another checksum");
            }
        }
    }

    /** Opens a new file of the owner alone for writing. */
    static FileChannel newFile(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PrivateFiles.FILE);
    }

    private static CommandFailure damaged(Path backup, String reason) {
        return CommandFailure.failed(backup + " is no complete backup of a manager: " + reason);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
