/** What the gateway shows: families, jobs and the family table. */
package io.learngene.contracts.view;
