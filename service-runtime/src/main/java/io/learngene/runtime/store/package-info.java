/** The object store: any S3 with conditional writes; and a local cache of what was read from it. */
package io.learngene.runtime.store;
