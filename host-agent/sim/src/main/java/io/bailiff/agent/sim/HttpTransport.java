// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Carries requests to a {@link SimServer}. */
record HttpTransport(URI files) implements RemoteSimFiles.Transport {

    /** The process's only client, because each client has separate threads and connections. */
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @Override
    public byte[] exchange(byte[] request) throws IOException, InterruptedException {
        HttpRequest post = HttpRequest.newBuilder(files)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build();
        HttpResponse<byte[]> response = CLIENT.send(post, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        return response.body();
    }

    @Override
    public String toString() {
        return "at " + files;
    }
}
