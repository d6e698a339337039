/** The places in which tests work. */
package io.bailiff.testing;
