/** The whole platform on loopback: broker, store and the four services as child processes with one state folder. */
package io.learngene.local.stack;
