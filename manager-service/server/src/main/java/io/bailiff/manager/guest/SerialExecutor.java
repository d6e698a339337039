package io.bailiff.manager.guest;

/** Where the news of a libvirt is dealt with, one piece after the other: libvirt's own thread must not wait for the database. */
interface SerialExecutor extends AutoCloseable {

    /** Has this done soon; never after {@link #close}. */
    void run(Runnable work);

    @Override
    void close();
}
