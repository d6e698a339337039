// SPDX-License-Identifier: Apache-2.0
/** Moves of a whole IOMMU group between the host drivers and the vfio drivers: plan, journal, moves, and the recovery after a crash. */
package io.bailiff.agent.group;
