package io.bailiff.manager.policy;

import org.springframework.data.jpa.repository.JpaRepository;

interface PolicyRows extends JpaRepository<PolicyRow, String> {}
