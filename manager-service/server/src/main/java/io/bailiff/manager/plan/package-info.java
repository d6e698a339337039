/** What would happen if something were lent. Nothing happens. */
package io.bailiff.manager.plan;
