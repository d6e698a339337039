/** The resources of the REST API, as records: what operators send, and what they get. */
package io.bailiff.manager.api;
