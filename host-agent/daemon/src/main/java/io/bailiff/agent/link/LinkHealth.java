package io.bailiff.agent.link;

import io.bailiff.agent.link.ManagerClient.RejectedException;
import java.io.IOException;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the loss and the return of the manager: a single line each, regardless of the number of failed calls in between. */
final class LinkHealth {

    private static final Logger LOG = LoggerFactory.getLogger(LinkHealth.class);

    private final URI manager;
    private boolean lost;

    LinkHealth(URI manager) {
        this.manager = manager;
    }

    synchronized void failed(IOException failure) {
        if (!lost) {
            lost = true;
            LOG.warn(
                    "The manager at {} is lost: {}. Groups stay as they are until it is back. {}",
                    manager,
                    described(failure),
                    remedy(failure));
        }
    }

    synchronized void succeeded() {
        if (lost) {
            lost = false;
            LOG.info("The manager at {} is back.", manager);
        }
    }

    private static String described(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static String remedy(IOException failure) {
        if (!(failure instanceof RejectedException rejected)) {
            return "The agent keeps trying.";
        }
        return switch (rejected.status()) {
            case 401, 403 ->
                "It does not accept this agent: if the host was removed there, delete credential.json in the state"
                        + " directory and start the agent with a join token; if not, check the manager's database.";
            default -> "It does not understand this agent: compare their versions. The agent keeps trying, slowly.";
        };
    }
}
