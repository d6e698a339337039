/** The folder that a manager keeps its files in, and how a start ends that cannot succeed. */
package io.bailiff.manager.home;
