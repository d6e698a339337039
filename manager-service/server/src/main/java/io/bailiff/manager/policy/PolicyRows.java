// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.policy;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface PolicyRows extends JpaRepository<PolicyRow, String> {

    /** Returns the policies of up to three scopes. Hibernate would translate a query with a list of scopes anew each time. */
    @Query("select p from PolicyRow p where p.scope = :one or p.scope = :another or p.scope = :third")
    List<PolicyRow> of(String one, String another, String third);
}
