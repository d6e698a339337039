/** What is measured, and against whom. */
package io.bailiff.bench;
