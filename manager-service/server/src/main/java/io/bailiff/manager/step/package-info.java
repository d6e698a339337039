/**
 * Work that survives the manager: each thing that has to be brought on has one scheduled step in the database, and is looked
 * at again when something may have changed, or when its time comes. Who is woken is known in memory only: a manager that starts
 * looks at everything that is not over.
 */
package io.bailiff.manager.step;
