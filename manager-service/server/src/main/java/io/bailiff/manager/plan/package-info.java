/** The plan of a possible assignment. A plan changes nothing. */
package io.bailiff.manager.plan;
