package io.learngene.contracts.view;

/**
 * An error answer, {@code application/problem+json} (RFC 9457).
 *
 * @param type URI reference of the kind of problem, {@code about:blank} if the status says it all
 * @param title the kind of problem in words
 * @param status HTTP status
 * @param detail what is wrong and what to change
 * @param field the field at fault; null if none
 */
public record Problem(String type, String title, int status, String detail, String field) {}
