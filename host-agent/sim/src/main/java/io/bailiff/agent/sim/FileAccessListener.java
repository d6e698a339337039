package io.bailiff.agent.sim;

/**
 * Stands between agents and the files of simulated hosts. A test that wants to end an agent in the middle of something blocks
 * here. Called on a thread per call.
 */
public interface FileAccessListener {

    /**
     * Before a call takes effect.
     *
     * @return whether to go on; if not, the call never takes effect and is never answered
     */
    default boolean before(String host, FileRequest request) {
        return true;
    }

    /** After a call has taken effect, before it is answered. */
    default void after(String host, FileRequest request, FileReply reply) {}
}
