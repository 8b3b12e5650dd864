/** What lies in the object store: keys, references and manifests. A manifest is the commit point of its job. */
package io.learngene.contracts.artefact;
