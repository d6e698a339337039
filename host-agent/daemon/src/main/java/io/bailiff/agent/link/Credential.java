package io.bailiff.agent.link;

import io.bailiff.agent.api.EnrolmentGrant;
import io.bailiff.agent.api.EnrolmentRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who this host is to the manager: known from before, or by enrolling with the join token. */
final class Credential {

    private static final Logger log = LoggerFactory.getLogger(Credential.class);

    private final LinkSettings settings;
    private final String machineId;
    private final ManagerClient manager;
    private final LinkMemory memory;

    private @Nullable EnrolmentGrant grant;

    Credential(LinkSettings settings, String machineId, ManagerClient manager, LinkMemory memory) {
        this.settings = settings;
        this.machineId = machineId;
        this.manager = manager;
        this.memory = memory;
    }

    /**
     * The credential; enrols if there is none.
     *
     * @throws ManagerException if the manager does not let this host in
     * @throws IOException if it cannot be kept on disk
     */
    synchronized EnrolmentGrant get() throws ManagerException, IOException, InterruptedException {
        EnrolmentGrant known = grant;
        if (known == null) {
            known = memory.credential().orElse(null);
        }
        if (known == null) {
            known = enrol();
        }
        grant = known;
        return known;
    }

    /** The manager does not know this credential: enrols again, unless another thread has done so meanwhile. */
    synchronized void rejected(EnrolmentGrant rejected) throws ManagerException, IOException, InterruptedException {
        if (rejected.equals(grant)) {
            log.warn("{} does not know this host's credential; enrolling again", settings.manager());
            grant = enrol();
        }
    }

    private EnrolmentGrant enrol() throws ManagerException, IOException, InterruptedException {
        String joinToken = settings.joinToken();
        if (joinToken == null) {
            throw new ManagerException(
                    ManagerException.Kind.REFUSED,
                    settings.manager() + " has not enrolled this host. Start the agent with --join-token-file");
        }
        EnrolmentGrant granted =
                manager.enrol(new EnrolmentRequest(settings.hostName(), machineId, joinToken, settings.libvirtUri()));
        memory.keep(granted);
        log.info("Enrolled at {} as {}", settings.manager(), settings.hostName());
        return granted;
    }
}
