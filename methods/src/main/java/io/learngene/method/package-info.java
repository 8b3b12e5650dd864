/** The methods, one package each: what a method is, and where all of them are found. */
package io.learngene.method;
