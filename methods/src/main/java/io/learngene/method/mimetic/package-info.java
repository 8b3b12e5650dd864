/** Mimetic initialisation (Trockman and Kolter, ICML 2023): attention that begins as trained attention looks, without data. */
package io.learngene.method.mimetic;
