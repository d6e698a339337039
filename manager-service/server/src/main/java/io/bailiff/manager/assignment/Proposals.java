// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Guests;
import io.bailiff.manager.guest.HypervisorProblem;
import io.bailiff.manager.guest.KnownGuest;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.Inventories;
import io.bailiff.manager.host.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Compares loan requests with the present state of the hosts. Changes nothing. */
@Component
public class Proposals {

    private final Hosts hosts;
    private final Inventories inventories;
    private final Guests guests;
    private final Lendable lendable;
    private final GuardRule guard;

    Proposals(Hosts hosts, Inventories inventories, Guests guests, Lendable lendable, GuardRule guard) {
        this.hosts = hosts;
        this.inventories = inventories;
        this.guests = guests;
        this.lendable = lendable;
        this.guard = guard;
    }

    /**
     * Finds the host, the guest and the group of a request, and the reasons against the loan.
     *
     * @throws io.bailiff.manager.problem.ProblemException if a named thing does not exist or cannot be lent, or if agent or libvirt is away
     */
    public Proposal consider(LoanRequest request) {
        Host host = hosts.find(request.host())
                .orElseThrow(() -> LoanProblems.unknownHost(request.host()).exception());
        Inventory inventory = inventories
                .latest(host.id())
                .filter(known -> host.connected())
                .orElseThrow(() -> LoanProblems.hostAway(host).exception());
        IommuGroupReport group = group(request, host, inventory);
        KnownGuest guest = guest(request, host);
        return new Proposal(
                host,
                guest,
                group,
                request.functions(),
                lendable.refusals(host, inventory, group, request),
                request.allowed(),
                consentGiven(request, group),
                guard.permission(host, inventory).orElse(null),
                alsoIn(host, guest, group),
                inventory.report().guard().fenceProblem());
    }

    private List<KnownGuest> alsoIn(Host host, KnownGuest guest, IommuGroupReport group) {
        Set<String> members = group.members().stream()
                .map(member -> member.address().toString())
                .collect(Collectors.toSet());
        try {
            return guests.naming(host.id(), members).stream()
                    .filter(other -> !other.uuid().equals(guest.uuid()))
                    .toList();
        } catch (GuestException notNow) {
            throw HypervisorProblem.of(host.name(), notNow).exception();
        }
    }

    private static boolean consentGiven(LoanRequest request, IommuGroupReport group) {
        return group.fingerprint().equals(request.consent())
                || (request.consent() == null
                        && Lendable.endpoints(group) == request.functions().size());
    }

    private static IommuGroupReport group(LoanRequest request, Host host, Inventory inventory) {
        List<IommuGroupReport> groups = new ArrayList<>();
        for (int i = 0; i < request.functions().size(); i++) {
            groups.add(groupOf(request.functions().get(i), "functions[" + i + "]", host, inventory));
        }
        if (groups.stream().map(IommuGroupReport::fingerprint).distinct().count() > 1) {
            throw LoanProblems.severalGroups(request.functions(), groups).exception();
        }
        return groups.get(0);
    }

    private static IommuGroupReport groupOf(PciAddress address, String field, Host host, Inventory inventory) {
        boolean ungrouped = inventory.report().ungrouped().stream()
                .anyMatch(function -> function.address().equals(address));
        if (ungrouped) {
            throw LoanProblems.noGroup(address, field, host).exception();
        }
        IommuGroupReport group = inventory
                .groupOf(address)
                .orElseThrow(
                        () -> LoanProblems.unknownFunction(address, field, host).exception());
        if (Lendable.isBridge(group, address)) {
            throw LoanProblems.bridge(address, field, group).exception();
        }
        return group;
    }

    private KnownGuest guest(LoanRequest request, Host host) {
        List<KnownGuest> found;
        try {
            found = guests(request.guest(), host);
        } catch (GuestException notNow) {
            throw HypervisorProblem.of(host.name(), notNow).exception();
        }
        if (found.isEmpty()) {
            throw LoanProblems.unknownGuest(request.guest(), host).exception();
        }
        KnownGuest guest = found.get(0);
        if (found.size() > 1) {
            throw LoanProblems.ambiguousGuest(guest, found.get(1)).exception();
        }
        if (guest.name().length() > GuestReference.LONGEST) {
            throw LoanProblems.longGuestName(guest).exception();
        }
        return guest;
    }

    /** Returns the guests with the text as UUID or as name: none, one, or two different guests. */
    private List<KnownGuest> guests(GuestReference reference, Host host) throws GuestException {
        List<KnownGuest> found = new ArrayList<>();
        if (reference.uuid().isPresent()) {
            guests.find(host.id(), reference.uuid().get()).ifPresent(found::add);
        }
        if (reference.name()) {
            guests.find(host.id(), reference.text())
                    .filter(named ->
                            found.stream().noneMatch(other -> other.uuid().equals(named.uuid())))
                    .ifPresent(found::add);
        }
        return found;
    }
}
