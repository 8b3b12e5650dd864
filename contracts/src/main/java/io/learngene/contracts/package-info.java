/**
 * The shared language of the services: messages, recipes, architectures and manifests, as validated records. A record
 * that exists is valid; whatever is wrong is refused where it enters, with the field, the value and the remedy.
 */
package io.learngene.contracts;
