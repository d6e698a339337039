/** What the tests of every module share: how a test run reports its progress. */
package io.bailiff.testing;
