/** Who changed what. */
package io.learngene.contracts.audit;
