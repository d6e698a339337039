// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.backup;

import io.bailiff.manager.home.H2File;
import io.bailiff.manager.home.Home;
import io.bailiff.manager.home.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Serves backups of a running manager on a unix socket in the home folder. Each connection gets a backup; the client sends nothing. The
 * folder lets the manager's user alone reach the socket: a backup has the keys of the certificate authority, so no listener offers it.
 */
@Component
class BackupSocket implements SmartLifecycle {

    /** The name of the socket in the home folder. */
    static final String SOCKET = "backup.sock";

    private static final Logger LOG = LoggerFactory.getLogger(BackupSocket.class);

    private final Home home;
    private final DataSource source;
    private final Clock clock;
    private final boolean h2InHome;
    private volatile @Nullable ServerSocketChannel listener;

    BackupSocket(Home home, DataSource source, Clock clock, @Value("${spring.datasource.url}") String url) {
        this.home = home;
        this.source = source;
        this.clock = clock;
        this.h2InHome = H2File.of(url)
                .filter(home.folder().resolve(Archive.DATABASE)::equals)
                .isPresent();
    }

    @Override
    public void start() {
        if (!h2InHome) {
            return;
        }
        Path socket = home.folder().resolve(SOCKET);
        try {
            Files.deleteIfExists(socket);
            ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            opened.bind(UnixDomainSocketAddress.of(socket));
            listener = opened;
            Thread thread = new Thread(() -> serve(opened), "bailiff-backups");
            thread.setDaemon(true);
            thread.start();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn(
                    "no backups while the manager runs socket={} error={}: stop the manager for a backup",
                    socket,
                    e.toString());
        }
    }

    private void serve(ServerSocketChannel opened) {
        while (opened.isOpen()) {
            try (SocketChannel client = opened.accept()) {
                send(client);
            } catch (AsynchronousCloseException stopped) {
                return;
            } catch (IOException | SQLException | RuntimeException e) {
                LOG.error("backup failed error={}: the client gets an incomplete file", e.toString(), e);
            }
        }
    }

    private void send(SocketChannel client) throws IOException, SQLException {
        Path zip = home.folder().resolve("backup.tmp");
        Files.deleteIfExists(zip);
        Files.createFile(zip, PrivateFiles.FILE);
        try (Connection connection = source.getConnection();
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(client))) {
            StoredDatabase.backUp(connection, zip);
            Archive.write(home.folder(), zip, version(), clock.instant(), out);
            LOG.info("backup sent bytes={}", Files.size(zip));
        } finally {
            Files.deleteIfExists(zip);
        }
    }

    private static String version() {
        String version = BackupSocket.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    @Override
    public void stop() {
        ServerSocketChannel open = listener;
        listener = null;
        if (open != null) {
            try {
                open.close();
                Files.deleteIfExists(home.folder().resolve(SOCKET));
            } catch (IOException e) {
                LOG.debug("cannot remove the socket of backups", e);
            }
        }
    }

    @Override
    public boolean isRunning() {
        return listener != null;
    }
}
