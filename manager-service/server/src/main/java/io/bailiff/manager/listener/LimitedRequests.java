// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Limits the requests at once, of each kind and of each host. A request has its place while an endpoint has a thread: a parked poll has no
 * place, and a host has a request until the answer is sent. Callers without a certificate are limited by their connections.
 */
final class LimitedRequests extends Handler.Wrapper {

    private final ListenerSet listeners;
    private final Refusals refusals;
    private final Map<Caller, Integer> ofHost = new HashMap<>();

    LimitedRequests(Handler next, ListenerSet listeners, Refusals refusals) {
        super(next);
        this.listeners = listeners;
        this.refusals = refusals;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        LimitedListener listener = listeners.of(request);
        Caller caller = Caller.of(request);
        if (caller.host()) {
            if (!begins(caller, listener.requestsPerHost())) {
                refusals.write(Refusals.tooManyOfHost(), request, response, callback);
                return true;
            }
            Request.addCompletionListener(request, ended -> ends(caller));
        }
        if (listener.memory().isUsedUp()) {
            refusals.write(Refusals.busy(), request, response, callback);
            return true;
        }
        RequestKind kind = listener.kind(request);
        kind.admission()
                .take(
                        new Exchange(request, response, callback, kind),
                        request.getConnectionMetaData().getConnector().getExecutor(),
                        request.getComponents().getScheduler());
        return true;
    }

    private synchronized boolean begins(Caller host, int most) {
        int known = ofHost.getOrDefault(host, 0);
        if (known >= most) {
            return false;
        }
        ofHost.put(host, known + 1);
        return true;
    }

    private synchronized void ends(Caller host) {
        ofHost.computeIfPresent(host, (same, known) -> known == 1 ? null : known - 1);
    }

    private final class Exchange implements Admission.Work {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final RequestKind kind;

        Exchange(Request request, Response response, Callback callback, RequestKind kind) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.kind = kind;
        }

        @Override
        public void handle() {
            kind.share().during(this::pass);
        }

        private void pass() {
            try {
                if (!LimitedRequests.super.handle(request, response, callback)) {
                    Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                }
            } catch (Exception failure) {
                Response.writeError(request, response, callback, failure);
            }
        }

        @Override
        public void refuse() {
            refusals.write(Refusals.busy(), request, response, callback);
        }
    }
}
