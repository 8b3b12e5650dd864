/** What happens now: recent training points, and server-sent events of a family. */
package io.learngene.gateway.live;
