/** What every service shares; {@link io.learngene.runtime.Foundation} makes it available for injection. */
package io.learngene.runtime;
