// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import static io.bailiff.agent.sim.GuestBehaviour.DEAF;
import static io.bailiff.agent.sim.GuestBehaviour.FIRMWARE;
import static io.bailiff.agent.sim.GuestBehaviour.OBEDIENT;
import static io.bailiff.agent.sim.GuestBehaviour.STOPPED;
import static io.bailiff.agent.sim.GuestBehaviour.STUCK;
import static io.bailiff.manager.Fleet.NIC_0;
import static io.bailiff.manager.conflict.Transition.ACT_ON_STRANGER;
import static io.bailiff.manager.conflict.Transition.ANOTHER_INSTANCE;
import static io.bailiff.manager.conflict.Transition.ASK;
import static io.bailiff.manager.conflict.Transition.ASK_TO_SHUT_DOWN;
import static io.bailiff.manager.conflict.Transition.DESTROY;
import static io.bailiff.manager.conflict.Transition.EXTEND;
import static io.bailiff.manager.conflict.Transition.FENCE;
import static io.bailiff.manager.conflict.Transition.FENCE_STANDS;
import static io.bailiff.manager.conflict.Transition.FENCE_STANDS_IN_PART;
import static io.bailiff.manager.conflict.Transition.FOLLOW;
import static io.bailiff.manager.conflict.Transition.FORBID;
import static io.bailiff.manager.conflict.Transition.GIVE_UP;
import static io.bailiff.manager.conflict.Transition.HOLD_FOR_STRANGER;
import static io.bailiff.manager.conflict.Transition.ISOLATE;
import static io.bailiff.manager.conflict.Transition.KILL;
import static io.bailiff.manager.conflict.Transition.REFUSE;
import static io.bailiff.manager.conflict.Transition.RESOLVE;
import static io.bailiff.manager.conflict.Transition.RESUME;
import static io.bailiff.manager.conflict.Transition.RETURN;
import static io.bailiff.manager.conflict.Transition.SHUT_DOWN;
import static io.bailiff.manager.conflict.Transition.START_GUEST;
import static io.bailiff.manager.conflict.Transition.TERMINATE;
import static io.bailiff.manager.conflict.Transition.UNFENCE;
import static io.bailiff.manager.conflict.Transition.WITHDRAW;

import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.sim.GuestBehaviour;
import io.bailiff.manager.DirectHypervisor.Call;
import io.bailiff.manager.conflict.Transition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One way that a conflict goes.
 *
 * @param guest how the guest behaves
 * @param begin what brings the conflict to the transition in question
 * @param deed what then has an effect outside of the manager, if anything has
 * @param afterwards what else somebody does when the transition is behind it
 * @param way all its transitions, in order
 * @param status what becomes of the claim of a process on the host; null: an operator claims
 */
record LadderCourse(
        GuestBehaviour guest,
        Consumer<LadderCase> begin,
        Optional<Deed> deed,
        Consumer<LadderCase> afterwards,
        List<Transition> way,
        @Nullable Status status) {

    /** Longer than any test lasts. */
    private static final int LONG = 3600;

    /**
     * What follows a transition outside of the manager.
     *
     * @param call what is done at libvirt, or null
     * @param nth which of these calls it is, counted from 1
     * @param byTheAgent how it shows that the agent has done its part
     */
    record Deed(@Nullable Call call, int nth, Predicate<LadderCase> byTheAgent) {}

    /** How a conflict is brought to each transition. There is no default: a new one has to be reached to be in the table. */
    static LadderCourse to(Transition transition) {
        return switch (transition) {
            case ASK -> reclaimed(OBEDIENT, LONG, LONG).takes(Call.DETACH).goes(ASK, RETURN, RESOLVE);
            case SHUT_DOWN -> reclaimed(DEAF, 1, LONG).goes(ASK, SHUT_DOWN, ASK_TO_SHUT_DOWN, RETURN, RESOLVE);
            case ASK_TO_SHUT_DOWN ->
                reclaimed(FIRMWARE, 1, 2)
                        .takes(Call.SHUTDOWN)
                        .goes(ASK, SHUT_DOWN, ASK_TO_SHUT_DOWN, DESTROY, TERMINATE, RETURN, RESOLVE);
            case ANOTHER_INSTANCE ->
                begun(FIRMWARE, LadderCourse::startedAgain)
                        .goes(ASK, SHUT_DOWN, ASK_TO_SHUT_DOWN, ANOTHER_INSTANCE, ASK, RETURN, RESOLVE);
            case FOLLOW ->
                begun(FIRMWARE, LadderCourse::twoGroups)
                        .then(at -> {
                            at.await(FOLLOW.recordKind());
                            at.guest().end();
                        })
                        .goes(ASK, SHUT_DOWN, FOLLOW, RETURN, RESOLVE);
            case DESTROY ->
                reclaimed(FIRMWARE, 1, 1).goes(ASK, SHUT_DOWN, ASK_TO_SHUT_DOWN, DESTROY, TERMINATE, RETURN, RESOLVE);
            case TERMINATE ->
                reclaimed(FIRMWARE, 1, 1)
                        .takes(Call.DESTROY)
                        .goes(ASK, SHUT_DOWN, ASK_TO_SHUT_DOWN, DESTROY, TERMINATE, RETURN, RESOLVE);
            case KILL ->
                reclaimed(STOPPED, 1, 1)
                        .takes(new Deed(Call.DESTROY, 2, at -> true))
                        .goes(ASK, SHUT_DOWN, ASK_TO_SHUT_DOWN, DESTROY, TERMINATE, KILL, RETURN, RESOLVE);
            case FENCE, FENCE_STANDS -> fenced();
            case FENCE_STANDS_IN_PART ->
                begun(STUCK, LadderCourse::fencedInLockdown)
                        .goes(
                                ASK,
                                SHUT_DOWN,
                                ASK_TO_SHUT_DOWN,
                                DESTROY,
                                TERMINATE,
                                KILL,
                                FENCE,
                                ISOLATE,
                                FENCE_STANDS_IN_PART);
            case ISOLATE ->
                fenced().takes(new Deed(Call.SUSPEND, 1, at -> at.fleet().nic().fenced()));
            case UNFENCE ->
                begun(STUCK, LadderCourse::repaired)
                        .then(at -> at.repeatIfUnheard("unfence", Map.of("reason", "booted again")))
                        .goes(
                                ASK,
                                SHUT_DOWN,
                                ASK_TO_SHUT_DOWN,
                                DESTROY,
                                TERMINATE,
                                KILL,
                                FENCE,
                                ISOLATE,
                                FENCE_STANDS,
                                UNFENCE,
                                RETURN,
                                RESOLVE);
            case EXTEND ->
                begun(DEAF, LadderCourse::extended)
                        .then(at -> {
                            at.repeatIfUnheard("extend", Map.of("reason", "it saves its work", "seconds", 60));
                            // Once the guest has released, an extension is refused.
                            at.await(EXTEND.recordKind());
                            at.guest().behaves(OBEDIENT);
                        })
                        .goes(ASK, EXTEND, RETURN, RESOLVE);
            case FORBID ->
                begun(DEAF, LadderCourse::protectedByPolicy)
                        .takes(new Deed(null, 0, LadderCase::allRefused))
                        .goes(ASK, FORBID)
                        .ends(Status.DENIED);
            case REFUSE ->
                claimed(at -> at.becomes(Status.DENIED))
                        .takes(Call.ATTACH)
                        .goes(ASK, REFUSE)
                        .ends(Status.DENIED);
            case GIVE_UP ->
                claimed(at -> at.becomes(Status.WITHDRAWN))
                        .takes(Call.ATTACH)
                        .goes(ASK, GIVE_UP)
                        .ends(Status.WITHDRAWN);
            case WITHDRAW ->
                claimed(LadderCourse::withdrawn)
                        .takes(new Deed(null, 0, LadderCase::allRefused))
                        .goes(ASK, WITHDRAW)
                        .ends(Status.DENIED);
            case RETURN -> reclaimed(OBEDIENT, LONG, LONG).goes(ASK, RETURN, RESOLVE);
            case RESUME ->
                begun(OBEDIENT, LadderCourse::paused).takes(Call.RESUME).goes(RESUME, ASK, RETURN, RESOLVE);
            case START_GUEST ->
                begun(DEAF, LadderCourse::startedAfterwards)
                        .takes(Call.START)
                        .goes(ASK, SHUT_DOWN, ASK_TO_SHUT_DOWN, RETURN, START_GUEST, RESOLVE);
            case HOLD_FOR_STRANGER ->
                begun(OBEDIENT, LadderCourse::takenByAnother)
                        .then(at -> {
                            at.await(HOLD_FOR_STRANGER.recordKind());
                            at.fleet().db().end();
                        })
                        .goes(HOLD_FOR_STRANGER, RETURN, RESOLVE);
            case ACT_ON_STRANGER ->
                begun(OBEDIENT, LadderCourse::takenFromAnother).goes(ACT_ON_STRANGER, ASK, RETURN, RESOLVE);
            case HOST_REMOVED -> throw new IllegalArgumentException("No step of the ladder takes " + transition);
            case RESOLVE -> begun(OBEDIENT, LadderCourse::reclaimedForAWhile).goes(ASK, RETURN, RESOLVE);
        };
    }

    /** How it ends: where the last transition leads. */
    String end() {
        return String.valueOf(way.get(way.size() - 1).to());
    }

    private static LadderCourse begun(GuestBehaviour guest, Consumer<LadderCase> begin) {
        return new LadderCourse(guest, begin, Optional.empty(), at -> {}, List.of(), null);
    }

    /** An operator wants the group for the host. */
    private static LadderCourse reclaimed(GuestBehaviour guest, int releaseSeconds, int shutdownSeconds) {
        return begun(guest, at -> {
            at.tellNoMore();
            at.reclaim(releaseSeconds, shutdownSeconds);
        });
    }

    private static LadderCourse fenced() {
        return reclaimed(STUCK, 1, 1)
                .goes(ASK, SHUT_DOWN, ASK_TO_SHUT_DOWN, DESTROY, TERMINATE, KILL, FENCE, ISOLATE, FENCE_STANDS);
    }

    /** Somebody on the host waits for the group, and the guest has been asked for it. */
    private static LadderCourse claimed(Consumer<LadderCase> then) {
        return begun(DEAF, at -> {
            at.hold();
            at.await("release-asked");
            at.await(() -> at.guest().releaseRequests() > 0);
            then.accept(at);
        });
    }

    private static void paused(LadderCase at) {
        at.guest().pause();
        at.reclaim(LONG, LONG);
    }

    private static void startedAfterwards(LadderCase at) {
        at.policy(Map.of("guestAfterwards", "start"));
        at.reclaim(1, LONG);
    }

    /** The guest is off, and another guest has the function that it borrowed. */
    private static void takenByAnother(LadderCase at) {
        at.guest().end();
        at.fleet().db().restartWithFunction(NIC_0);
        at.reclaim(LONG, LONG);
    }

    private static void takenFromAnother(LadderCase at) {
        at.policy(Map.of("strangers", "ladder"));
        takenByAnother(at);
    }

    private static void fencedInLockdown(LadderCase at) {
        at.fleet().nic().fencing(false);
        at.reclaim(1, 1);
    }

    private static void withdrawn(LadderCase at) {
        at.tellNoMore();
        at.say("withdraw", Map.of("reason", "not needed any more"));
    }

    private static void startedAgain(LadderCase at) {
        at.reclaim(1, LONG);
        at.await(() -> at.guest().shutdownRequests() == 1);
        at.guest().behaves(OBEDIENT);
        at.guest().restartWith(at.guest().seen().liveDevices());
    }

    /** The other conflict is the first that shuts the guest down. */
    private static void twoGroups(LadderCase at) {
        at.reclaimNvme(1, LONG);
        at.await(() -> at.guest().shutdownRequests() == 1);
        at.reclaim(1, LONG);
    }

    private static void repaired(LadderCase at) {
        at.reclaim(1, 1);
        at.await("fenced");
        at.guest().end();
        at.say("unfence", Map.of("reason", "booted again"));
    }

    private static void extended(LadderCase at) {
        at.reclaim(LONG, LONG);
        at.await(() -> at.guest().releaseRequests() > 0);
        at.say("extend", Map.of("reason", "it saves its work", "seconds", 60));
    }

    private static void protectedByPolicy(LadderCase at) {
        at.policy(Map.of("releaseDeadlineSeconds", 1, "shutdown", "never"));
        at.hold();
        at.tellNoMore();
    }

    /** The guest is to have the group again when the host does not need it any more. */
    private static void reclaimedForAWhile(LadderCase at) {
        at.policy(Map.of("afterwards", "restore"));
        at.tellNoMore();
        at.reclaim(LONG, LONG);
    }

    private LadderCourse takes(Call call) {
        return takes(new Deed(call, 1, at -> true));
    }

    private LadderCourse takes(Deed what) {
        return new LadderCourse(guest, begin, Optional.of(what), afterwards, way, status);
    }

    private LadderCourse then(Consumer<LadderCase> what) {
        return new LadderCourse(guest, begin, deed, what, way, status);
    }

    private LadderCourse goes(Transition... through) {
        return new LadderCourse(guest, begin, deed, afterwards, List.of(through), status);
    }

    private LadderCourse ends(Status claim) {
        return new LadderCourse(guest, begin, deed, afterwards, way, claim);
    }
}
