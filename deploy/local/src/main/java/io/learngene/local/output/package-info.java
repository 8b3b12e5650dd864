/** What people see: tables and progress. */
package io.learngene.local.output;
