/** Tenants: whose something is, read from its id. */
package io.learngene.contracts.project;
