/** Places where a test ends, stops or fails a process. */
package io.learngene.runtime.failpoint;
