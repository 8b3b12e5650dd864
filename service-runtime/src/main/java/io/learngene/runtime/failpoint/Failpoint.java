package io.learngene.runtime.failpoint;

import java.util.Locale;

/** A place between two steps of the protocol of jobs (docs/protocol.md), where a test makes something go wrong. */
public enum Failpoint {
    /** A worker is about to ask for a job. */
    CLAIM,
    /** A worker has a record and has not looked at it. */
    CLAIMED,
    /** An attempt was told of, and its work begins. */
    BEGUN,
    /** The work tells how far it is. */
    WORKING,
    /** A file was written to the store. */
    UPLOADED,
    /** All files are in the store, and the manifest is not. */
    UNPUBLISHED,
    /** The manifest is in the store, and nobody was told. */
    PUBLISHED,
    /** What a result means to others was told, and what follows from it was not queued. */
    ANNOUNCED,
    /** What follows was queued, and the success was not told. */
    NEXT_QUEUED,
    /** The end of a job was told, and its record is not acknowledged. */
    SERVED,
    /** The broker has what a request is about, and the request is not answered. */
    CONFIRMED;

    /** {@return its name in settings, for example {@code next-queued}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Does here what is set; nothing unless a test has set something. */
    public void reach() {
        Failpoints.SET.reach(this);
    }
}
