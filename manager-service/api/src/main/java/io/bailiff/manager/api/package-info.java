/** The resources of the REST API as records: the requests of operators and the answers of the manager. */
package io.bailiff.manager.api;
