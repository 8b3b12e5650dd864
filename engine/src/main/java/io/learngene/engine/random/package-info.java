/** Where randomness comes from: seeds, and streams that are pure functions of them. */
package io.learngene.engine.random;
