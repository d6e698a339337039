// SPDX-License-Identifier: Apache-2.0
/** The resources of the REST API as records: the requests of operators and the answers of the manager. */
package io.bailiff.manager.api;
