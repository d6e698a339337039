/**
 * Work that survives the manager: each thing that has to be brought on has one scheduled step in the database, and is looked
 * at again when something may have changed, or when its time comes.
 */
package io.bailiff.manager.step;
