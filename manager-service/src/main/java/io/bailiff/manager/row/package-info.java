/** What the rows of all kinds have in common. */
package io.bailiff.manager.row;
