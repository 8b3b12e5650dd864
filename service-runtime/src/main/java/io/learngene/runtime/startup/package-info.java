/** What has to be there before a service works. */
package io.learngene.runtime.startup;
