package io.bailiff.agent.schedule;

import io.bailiff.agent.host.OpenGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** A gate without threads: who comes waits in a list, and goes on when the agent says so. It outlives the agent. */
final class ScheduledGate implements OpenGate {

    /** Somebody who wants to open a file. */
    interface Opener {
        void goesOn();
    }

    private final Set<String> held = new HashSet<>();
    private final Map<Long, Opener> waiting = new LinkedHashMap<>();
    private final List<Event> news = new ArrayList<>();
    private final Set<Long> delivered = new HashSet<>();
    private final Supplier<Life> life;
    private long tickets;
    private boolean inherited;

    ScheduledGate(Supplier<Life> life) {
        this.life = life;
    }

    /** Gives the ticket, or 0 if nobody holds this file. */
    long comes(long pid, String path, Opener opener) {
        if (!held.contains(path)) {
            opener.goesOn();
            return 0;
        }
        tickets++;
        waiting.put(tickets, opener);
        news.add(new Opening(tickets, pid, path));
        return tickets;
    }

    /** A process that slept has ended. */
    void leaves(long ticket) {
        waiting.remove(ticket);
        news.removeIf(event -> event instanceof Opening opening && opening.ticket() == ticket);
    }

    boolean waits(long ticket) {
        return waiting.containsKey(ticket);
    }

    /** The next agent finds it standing. */
    void inherit() {
        inherited = true;
    }

    @Override
    public void hold(String path) {
        held.add(path);
    }

    @Override
    public void tellWrites(String path) {}

    @Override
    public List<Event> await(Duration atMost) {
        List<Event> all = List.copyOf(news);
        news.clear();
        all.forEach(event -> delivered.add(((Opening) event).ticket()));
        return all;
    }

    @Override
    public void allow(long ticket) {
        life.get().effect();
        Opener opener = waiting.remove(ticket);
        if (opener != null) {
            opener.goesOn();
        }
    }

    @Override
    public void deny(long ticket) {
        life.get().effect();
        waiting.remove(ticket);
    }

    @Override
    public boolean inherited() {
        return inherited;
    }

    @Override
    public void takeOver(Set<Long> known) {
        delivered.stream().filter(ticket -> !known.contains(ticket)).forEach(this::deny);
    }

    @Override
    public String survivor() {
        return "the schedule";
    }

    @Override
    public void close() {}
}
