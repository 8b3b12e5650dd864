/** Reading and writing safetensors files: strict on what comes from outside, constant in memory. */
package io.learngene.engine.safetensors;
