// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Has the pool end each connection whose database H2 has closed. The state of H2's exception does not begin with 08, so the pool would hand
 * out the connection again. H2 opens the database again as soon as no connection of the closed one is left. Named in application.yml.
 */
public final class BrokenConnections implements SQLExceptionOverride {

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return DatabaseFailure.of(failure)
                .filter(kind -> kind != DatabaseFailure.BUSY)
                .map(broken -> Override.MUST_EVICT)
                .orElse(Override.CONTINUE_EVICT);
    }
}
