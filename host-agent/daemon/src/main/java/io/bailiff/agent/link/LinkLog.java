package io.bailiff.agent.link;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line when the manager is lost, one when it is back, however often it is tried in between. */
final class LinkLog {

    private static final Logger log = LoggerFactory.getLogger(LinkLog.class);

    private String trouble = "";
    private boolean everWorked;

    synchronized void failed(String reason) {
        if (!reason.equals(trouble)) {
            log.warn("{}. Nothing is changed on this host meanwhile; trying again", reason);
            trouble = reason;
        }
    }

    synchronized void worked() {
        if (!trouble.isEmpty() || !everWorked) {
            log.info("In touch with the manager");
        }
        trouble = "";
        everWorked = true;
    }
}
