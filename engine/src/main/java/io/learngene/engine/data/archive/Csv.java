package io.learngene.engine.data.archive;

import io.learngene.engine.data.images.DatasetException;
import java.util.ArrayList;
import java.util.List;

/** Records of a CSV (RFC 4180), one after the other; lines may end as on any system. */
final class Csv {

    /** A record with more has no header that is known here. */
    private static final int MOST_CELLS = 64;

    private final String name;
    private final String text;
    private int at;
    private int line = 1;
    private int began = 1;

    /** @param name its name in messages */
    Csv(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** {@return the next record; null at the end. Empty lines are passed over} */
    List<String> next() {
        while (at < text.length()) {
            began = line;
            List<String> cells = new ArrayList<>();
            do {
                cells.add(cell());
                if (cells.size() > MOST_CELLS) {
                    throw wrong("has more than " + MOST_CELLS + " cells; give file_name and labels");
                }
            } while (anotherCell());
            if (cells.size() > 1 || !cells.get(0).isEmpty()) {
                return cells;
            }
        }
        return null;
    }

    /** {@return the line that the last record begins in, from 1} */
    int line() {
        return began;
    }

    private String cell() {
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int from = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            if (text.charAt(at++) == '"') {
                throw wrong(
                        "has a quote inside a cell that does not begin with one; put the cell in quotes and double it");
            }
        }
        return text.substring(from, at);
    }

    private String quoted() {
        StringBuilder cell = new StringBuilder();
        at++;
        while (at < text.length()) {
            char next = text.charAt(at++);
            if (next == '\n') {
                line++;
            }
            if (next != '"') {
                cell.append(next);
            } else if (at < text.length() && text.charAt(at) == '"') {
                cell.append('"');
                at++;
            } else {
                return cell.toString();
            }
        }
        throw wrong("has a quote that is not closed");
    }

    /** {@return whether a cell follows; else it stands behind the end of the line} */
    private boolean anotherCell() {
        if (at == text.length()) {
            return false;
        }
        char next = text.charAt(at++);
        if (next == ',') {
            return true;
        }
        if (next != '\r' && next != '\n') {
            throw wrong("has something behind a quoted cell; separate cells by commas");
        }
        if (next == '\r' && at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        line++;
        return false;
    }

    private DatasetException wrong(String what) {
        return new DatasetException(name + ": line " + began + " " + what);
    }
}
