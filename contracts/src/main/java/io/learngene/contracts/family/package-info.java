/** What a person asks for: a family of models from one ancestor. */
package io.learngene.contracts.family;
