package io.learngene.gateway.transfer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of an HTTP request (RFC 9110, section 14).
 *
 * @param first first byte
 * @param length number of bytes
 */
record ByteRange(long first, long length) {

    private static final Pattern SINGLE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /**
     * @param header value of the Range header; null for none
     * @param size size of the whole
     * @return the range; null if the whole is to be sent: no header, or a form that may be ignored
     * @throws IndexOutOfBoundsException if it lies outside
     */
    static ByteRange of(String header, long size) {
        Matcher matcher = header == null ? null : SINGLE.matcher(header.strip());
        if (matcher == null || !matcher.matches()) {
            return null;
        }
        String from = matcher.group(1);
        String to = matcher.group(2);
        if (from.isEmpty() && to.isEmpty()) {
            return null;
        }
        long first = from.isEmpty() ? Math.max(0, size - Long.parseLong(to)) : Long.parseLong(from);
        long last = from.isEmpty() || to.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(to));
        if (first > last) {
            throw new IndexOutOfBoundsException("range " + header + " of " + size + " bytes");
        }
        return new ByteRange(first, last - first + 1);
    }
}
