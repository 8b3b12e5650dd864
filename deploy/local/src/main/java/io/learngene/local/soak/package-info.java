/** A local stack at work on jobs of all kinds while its parts are broken at random, and what is checked afterwards. */
package io.learngene.local.soak;
