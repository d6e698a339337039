// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.Printable;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.host.HostOutages;
import io.bailiff.manager.host.HostOutages.Outage;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes outages to the record of a host. At most six outages of a part of a host are recorded in an hour. */
@Component
class OutageRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(OutageRecorder.class);

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST_PER_WINDOW = 6;
    private static final int LONGEST_ERROR = 500;

    private final HostOutages outages;
    private final Timeline timeline;
    private final TransactionTemplate transactions;
    private final Clock wall;

    OutageRecorder(HostOutages outages, Timeline timeline, TransactionTemplate transactions, Clock wall) {
        this.outages = outages;
        this.timeline = timeline;
        this.transactions = transactions;
        this.wall = wall;
    }

    /** Records the start of an outage, unless the limit of outages is reached or the outage is recorded already. */
    void away(Host host, PartStatus status) {
        OutageTexts texts = OutageTexts.of(status.part());
        int before = timeline.count(host.id(), texts.awayKind(), wall.instant().minus(WINDOW));
        if (before >= MOST_PER_WINDOW) {
            return;
        }
        String error = Printable.text(status.error(), LONGEST_ERROR);
        String limit = before == MOST_PER_WINDOW - 1
                ? " Bailiff records at most " + MOST_PER_WINDOW + " such outages in an hour."
                : "";
        try {
            transactions.executeWithoutResult(transaction -> {
                outages.begin(new Outage(host.id(), status.part(), status.since()));
                timeline.add(
                        host.id(),
                        texts.awayKind(),
                        texts.actor(host.name()),
                        texts.away(host.name(), status.since(), error) + limit);
            });
        } catch (DuplicateKeyException recordedByAnother) {
            LOG.debug("outage is recorded already host={} kind={}", host.name(), texts.awayKind());
        }
    }

    /** Records the end of an outage, unless the end is recorded already. */
    void back(Host host, Outage recorded) {
        OutageTexts texts = OutageTexts.of(recorded.part());
        Duration lasted = Duration.between(recorded.since(), wall.instant());
        transactions.executeWithoutResult(transaction -> {
            if (outages.end(recorded)) {
                timeline.add(host.id(), texts.backKind(), texts.actor(host.name()), texts.back(host.name(), lasted));
            }
        });
    }
}
