/** What the services that train share: datasets, checkpoints in the store, progress, and which failures are for good. */
package io.learngene.worker;
