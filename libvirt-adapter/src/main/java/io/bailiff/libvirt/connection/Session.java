package io.bailiff.libvirt.connection;

/** One open connection, from its opening to its end. It is never opened again: the next one is another session. */
public interface Session {

    /** Who is at the other end, for people: {@code libvirt 9.0.0}. */
    String peer();

    /** Gives back everything it holds. Called once, when no call uses it any more. Reports in the log what it cannot give back. */
    void close();
}
