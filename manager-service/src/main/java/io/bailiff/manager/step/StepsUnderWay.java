package io.bailiff.manager.step;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The steps that this manager is taking, and which of them were woken since: those have looked, perhaps too early. No other manager
 * takes steps of the same database.
 */
@Component
class StepsUnderWay {

    private final Map<Step, Boolean> woken = new ConcurrentHashMap<>();

    /** Before it looks at anything. */
    void begins(Step step) {
        woken.put(step, false);
    }

    /** Whether it is under way; if so, whoever takes it hears of it. */
    boolean wake(Step step) {
        return woken.computeIfPresent(step, (taken, before) -> true) != null;
    }

    /** Whether it was woken since it began, or since this was last asked. */
    boolean wasWoken(Step step) {
        return woken.replace(step, true, false);
    }

    /**
     * After it has been written down when it is taken next.
     *
     * @return whether it was woken since {@link #wasWoken} was last asked
     */
    boolean ends(Step step) {
        return Boolean.TRUE.equals(woken.remove(step));
    }
}
