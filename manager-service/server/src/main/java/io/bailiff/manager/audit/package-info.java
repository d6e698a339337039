/** The record: who did what, when, and what came of it. It is added to, never changed. */
package io.bailiff.manager.audit;
