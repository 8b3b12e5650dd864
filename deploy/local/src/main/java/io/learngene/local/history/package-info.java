/** What happened on a stack, and whether it may have. */
package io.learngene.local.history;
