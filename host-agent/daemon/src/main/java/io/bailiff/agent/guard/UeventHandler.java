// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.UeventSource.Uevent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles changes outside the control files: loaded drivers, new and removed functions, driver changes. No decision depends on a
 * single event: after a loss of events the agent reads everything again.
 */
final class UeventHandler {

    private static final Logger LOG = LoggerFactory.getLogger(UeventHandler.class);

    private final WatchedFiles watched;
    private final LentGroups lentGroups;
    private final ClaimRecorder recorder;
    private final AppearedFunctions appeared;
    private final BiPredicate<String, LentGroup.Member> fits;
    private final GuardListener listener;

    UeventHandler(
            WatchedFiles watched,
            LentGroups lentGroups,
            ClaimRecorder recorder,
            AppearedFunctions appeared,
            BiPredicate<String, LentGroup.Member> fits,
            GuardListener listener) {
        this.watched = watched;
        this.lentGroups = lentGroups;
        this.recorder = recorder;
        this.appeared = appeared;
        this.fits = fits;
        this.listener = listener;
    }

    void handle(Uevent event) {
        try {
            if (event.isLost()) {
                lost();
            } else if (event.synthetic()) {
                LOG.info("ignored a synthetic uevent action={} path={}", event.action(), event.path());
            } else if (event.subsystem().equals("drivers") && event.action().equals("add")) {
                driverAdded(lastName(event));
            } else if (event.subsystem().equals("drivers") && event.action().equals("remove")) {
                watched.covered().renew();
            } else if (event.subsystem().equals("pci")) {
                function(event);
            }
        } catch (IOException e) {
            LOG.error(
                    "cannot handle a uevent action={} path={} error={}: surveying the host again",
                    event.action(),
                    event.path(),
                    e.getMessage());
            listener.anythingMayHaveChanged();
        }
    }

    private void lost() throws IOException {
        LOG.warn("uevent queue overflow: rescanning all functions");
        watched.renew();
        listener.anythingMayHaveChanged();
    }

    private void driverAdded(String driver) throws IOException {
        watched.marks().driver(driver);
        watched.covered().renew();
        for (LentGroup group : lentGroups.now()) {
            if (group.members().stream().anyMatch(member -> fits.test(driver, member))) {
                Verdict verdict = Verdict.of(
                        Status.PREVENTED,
                        List.of(group),
                        null,
                        "the members are pinned, so the driver binds none of them");
                recorder.record(null, Kind.DRIVER_LOADED, "load " + driver, verdict, IdentifiedClaimant.unknown());
            }
        }
    }

    private void function(Uevent event) throws IOException {
        Optional<PciAddress> address = address(event);
        if (address.isEmpty()) {
            return;
        }
        switch (event.action()) {
            case "add" -> added(address.get());
            case "remove" -> removed(address.get());
            case "change" -> changed(address.get(), event);
            default -> LOG.debug("uevent action={} path={}", event.action(), event.path());
        }
        listener.functionChanged(address.get());
    }

    private void added(PciAddress address) throws IOException {
        watched.marks().function(address.toString());
        Optional<LentGroup> group = appeared.appeared(address);
        if (group.isPresent()) {
            watched.lent().renew();
            Verdict verdict = Verdict.of(
                    Status.PREVENTED,
                    List.of(group.get()),
                    address,
                    "the function is pinned until the group is reattached");
            listener.functionReturned(address);
            recorder.record(null, Kind.FUNCTION_APPEARED, "add " + address, verdict, IdentifiedClaimant.unknown());
        }
    }

    private void removed(PciAddress address) throws HostFileException, IOException {
        Optional<LentGroup> group = lentGroups.thatLost(address);
        if (group.isPresent()) {
            Verdict verdict = Verdict.of(
                    Status.EXEMPT,
                    List.of(group.get()),
                    address,
                    "the function has vanished from the bus; the guard cannot hold a removal by the kernel");
            if (!recorder.explainsRemoval(group.get())) {
                listener.functionFailed(address, HealthEvent.Kind.REMOVED);
            }
            recorder.record(null, Kind.FUNCTION_VANISHED, "remove " + address, verdict, IdentifiedClaimant.unknown());
        }
    }

    /** Reports a step of the kernel's error recovery. Other changes, such as another number of virtual functions, are no defects. */
    private void changed(PciAddress address, Uevent event) {
        String step = event.errorEvent() == null ? "" : event.errorEvent();
        switch (step) {
            case "BEGIN_RECOVERY" -> listener.functionFailed(address, HealthEvent.Kind.RECOVERY_BEGUN);
            case "SUCCESSFUL_RECOVERY" -> listener.functionFailed(address, HealthEvent.Kind.RECOVERED);
            case "FAILED_RECOVERY" -> listener.functionFailed(address, HealthEvent.Kind.RECOVERY_FAILED);
            default -> LOG.debug("uevent action=change path={} errorEvent={}", event.path(), step);
        }
    }

    private static Optional<PciAddress> address(Uevent event) {
        try {
            return Optional.of(PciAddress.parse(lastName(event)));
        } catch (IllegalArgumentException notAFunction) {
            return Optional.empty();
        }
    }

    private static String lastName(Uevent event) {
        return event.path().substring(event.path().lastIndexOf('/') + 1);
    }
}
