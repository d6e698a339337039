package io.bailiff.manager.schedule;

import java.util.List;

/** What happens, in order. */
record Schedule(List<Action> actions) {

    static final List<String> NIC = List.of("0000:02:01.0", "0000:02:01.1");
    static final List<String> PORT = List.of("0000:02:01.0");
    static final List<String> NVME = List.of("0000:03:00.0");

    Schedule {
        actions = List.copyOf(actions);
    }

    static Schedule of(Action... actions) {
        return new Schedule(List.of(actions));
    }

    /** One action in each line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < actions.size(); i++) {
            text.append(String.format("  %2d. %s%n", i + 1, actions.get(i)));
        }
        return text.toString();
    }
}
