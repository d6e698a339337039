/**
 * Moving a whole IOMMU group between its host drivers and its vfio drivers: the plan, the journal, the moves, and what is
 * done after a crash.
 */
package io.bailiff.agent.group;
