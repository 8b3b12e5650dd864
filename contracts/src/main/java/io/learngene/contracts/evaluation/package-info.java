/** How models are judged on their test images at the end, and what such numbers are worth. */
package io.learngene.contracts.evaluation;
