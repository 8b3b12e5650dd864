/** Reads datasets from archives and folders that nobody vouches for. */
package io.learngene.engine.data.archive;
