/** A real broker and a real object store on loopback, as child processes that end with their parent. */
package io.learngene.stack;
