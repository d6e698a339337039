// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.backup;

import io.bailiff.manager.home.H2File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The settings of the manager that concern its home, read from the same places as at a start: command line, environment, application.yml.
 *
 * @param home the home folder
 * @param ca the folder of the root certificates
 * @param database the H2 database in the home folder
 */
record HomeSettings(Path home, Path ca, StoredDatabase database) {

    /**
     * Reads the settings.
     *
     * @param options the options of the command line: {@code --bailiff.home=FOLDER}
     * @throws CommandFailure if the database is not an H2 database in the home folder
     */
    static HomeSettings read(List<String> options) throws CommandFailure {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(options.toArray(String[]::new)));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        Path home = Path.of(environment.getProperty("bailiff.home", "./bailiff-data"))
                .toAbsolutePath()
                .normalize();
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("bailiff home", Map.of("bailiff.home-folder", home.toString())));
        String url = environment.getRequiredProperty("spring.datasource.url");
        Path file = home.resolve(Archive.DATABASE);
        if (H2File.of(url).filter(file::equals).isEmpty()) {
            throw CommandFailure.refused("The database is not the H2 database in the home folder: " + url
                    + ". Back up PostgreSQL with pg_dump and restore with pg_restore, and copy the files manager-id and ca of "
                    + home
                    + " (docs/operate.md, \"Backup and restore\").");
        }
        return new HomeSettings(
                home,
                Path.of(environment.getRequiredProperty("bailiff.ca.folder")),
                new StoredDatabase(
                        file,
                        environment.getProperty("spring.datasource.username", ""),
                        environment.getProperty("spring.datasource.password", "")));
    }

    /** Returns true if the root certificates are in the home folder, and so in the backups. */
    boolean hasCa() {
        return ca.toAbsolutePath().normalize().equals(home.resolve(Archive.CA));
    }
}
