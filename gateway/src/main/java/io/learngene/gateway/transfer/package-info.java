/** Large things in and out: uploads that are checked before they exist, downloads that are never held in memory. */
package io.learngene.gateway.transfer;
