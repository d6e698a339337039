/** Assignments that come back by themselves when the host lets their groups go again, as a policy wants them to. */
package io.bailiff.manager.restore;
