package io.learngene.contracts;

/** Marks an exception that no further attempt can mend: the data, the weights or the request are at fault. */
public interface Permanent {}
