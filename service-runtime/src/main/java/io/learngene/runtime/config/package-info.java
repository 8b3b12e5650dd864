/** Configuration of every service; environment variables follow the names: {@code FOUNDRY_STORE_ENDPOINT}. */
package io.learngene.runtime.config;
