/** Requests of people become jobs: read strictly, completed, pinned to content, queued by one write. */
package io.learngene.gateway.submission;
