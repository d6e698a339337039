// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.home;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Removes the permissions of other users from files that libraries created during the start: H2 has no setting for the mode of its files.
 */
@Component
class HomePermissions {

    private static final Logger LOG = LoggerFactory.getLogger(HomePermissions.class);

    private final Home home;

    HomePermissions(Home home) {
        this.home = home;
    }

    @EventListener(ApplicationReadyEvent.class)
    void mend() {
        try {
            PrivateFiles.mend(home.folder());
        } catch (IOException e) {
            LOG.warn("cannot check the permissions of the home folder={} error={}", home.folder(), e.toString());
        }
    }
}
