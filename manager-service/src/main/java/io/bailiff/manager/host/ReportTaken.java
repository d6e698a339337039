package io.bailiff.manager.host;

import io.bailiff.agent.api.HostReport;
import java.util.UUID;

/** A report has replaced the one before, whatever it tells; published in the transaction. */
public record ReportTaken(UUID host, HostReport report) {}
