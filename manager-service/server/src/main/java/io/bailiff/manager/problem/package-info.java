/** How the manager says no: problems as RFC 9457 has them, each with the field it is about and what to do. */
package io.bailiff.manager.problem;
