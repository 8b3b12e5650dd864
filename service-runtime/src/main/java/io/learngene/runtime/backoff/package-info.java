/** How long whoever failed waits before he tries again. */
package io.learngene.runtime.backoff;
