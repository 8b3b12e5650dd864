/** The report of a family: what it reached, what it cost, and how to make it again. */
package io.learngene.gateway.report;
