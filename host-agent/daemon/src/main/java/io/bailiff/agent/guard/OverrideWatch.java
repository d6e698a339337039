package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the pins. A {@code driver_override} cannot be guarded by holding its openers, because everybody reads it; but by
 * itself it moves nothing, and whoever changes it names the function.
 */
final class OverrideWatch {

    private static final Logger LOG = LoggerFactory.getLogger(OverrideWatch.class);

    private final HostFiles files;
    private final PciBus bus;
    private final LentGroups lentGroups;
    private final ClaimDesk desk;
    private final Verdicts verdicts;
    private final GuardPolicy policy;

    OverrideWatch(HostFiles files, LentGroups lentGroups, ClaimDesk desk, Verdicts verdicts, GuardPolicy policy) {
        this.files = files;
        this.bus = new PciBus(files);
        this.lentGroups = lentGroups;
        this.desk = desk;
        this.verdicts = verdicts;
        this.policy = policy;
    }

    /** Somebody has written to an override. */
    void written(ControlFile file, Claimed by) throws IOException {
        PciAddress function = Objects.requireNonNull(file.function());
        for (LentGroup group : lentGroups.now()) {
            Optional<LentGroup.Member> member = group.member(function).filter(it -> it.pin() != null);
            if (member.isPresent()) {
                changed(file, group, member.get(), by);
            }
        }
    }

    private void changed(ControlFile file, LentGroup group, LentGroup.Member member, Claimed by) throws IOException {
        Optional<String> now = bus.driverOverride(member.address());
        String pin = String.valueOf(member.pin());
        if (now.equals(Optional.of(pin))) {
            desk.takenBack(group.fingerprint(), member.address());
            return;
        }
        String what = "set the driver_override of " + member.address()
                + now.map(name -> " to " + Breadcrumbs.printable(name)).orElse(" to nothing");
        Verdict verdict = verdict(group, member, by);
        if (verdict.status() == Status.DENIED) {
            putBack(member, pin);
        }
        if (verdict.status() != Status.STANDING || !desk.stands(group.fingerprint(), member.address())) {
            desk.record(file, Kind.OVERRIDE, what, verdict, by);
        }
    }

    private Verdict verdict(LentGroup group, LentGroup.Member member, Claimed by) {
        List<LentGroup> one = List.of(group);
        Optional<String> exempt = verdicts.whyExempt(by.claimant());
        if (exempt.isPresent()) {
            return Verdict.of(Status.EXEMPT, one, member.address(), exempt.get());
        }
        if (desk.isHandedOver(group)) {
            return Verdict.of(Status.LET_THROUGH, one, member.address(), "the group is free and the host may take it");
        }
        if (by.isLibvirt()) {
            return Verdict.of(Status.DENIED, one, member.address(), "the pin was put back: " + Verdicts.LIBVIRT);
        }
        return policy.policy() == Policy.DENY
                ? Verdict.of(
                        Status.DENIED,
                        one,
                        member.address(),
                        "the pin was put back: this host's policy keeps what is lent")
                : Verdict.of(
                        Status.STANDING,
                        one,
                        member.address(),
                        "stands until the group is free; putting " + member.pin() + " back withdraws it");
    }

    private void putBack(LentGroup.Member member, String pin) throws HostFileException {
        files.write(PciBus.DEVICES + member.address() + "/driver_override", pin + "\n");
        LOG.warn("{}: driver_override = {} again", member.address(), pin);
    }

    /** Events were lost, or the agent was away: looks at every pin, and at every claim by an override. */
    void all() throws IOException {
        for (LentGroup group : lentGroups.now()) {
            for (LentGroup.Member member : group.members()) {
                if (member.pin() != null) {
                    String path = PciBus.DEVICES + member.address() + "/driver_override";
                    ControlFile.of(path).ifPresent(file -> look(file, group, member));
                }
            }
        }
    }

    private void look(ControlFile file, LentGroup group, LentGroup.Member member) {
        try {
            changed(file, group, member, Claimed.byNobodyKnown());
        } catch (IOException e) {
            LOG.warn("Whether {} is still pinned cannot be told: {}", member.address(), e.getMessage());
        }
    }
}
