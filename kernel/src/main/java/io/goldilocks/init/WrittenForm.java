// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code name} or {@code name(key=value,…)}, split into its pieces. Keys and values may hold brackets of their own, round and
 * square.
 *
 * @param what what is written so, for the messages: {@code initialiser} or {@code layout}
 * @param text the whole, as written
 * @param name what stands before the parenthesis
 * @param arguments the values as written, by key, in order
 */
record WrittenForm(String what, String text, String name, Map<String, String> arguments) {
    private static final int MAX_LENGTH = 1 << 16;
    /** Bounds the recursion of the reader. */
    private static final int MAX_DEPTH = 32;

    static WrittenForm parse(String what, String written) {
        if (written.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(what + " '" + written.substring(0, 40) + "…' is " + written.length()
                    + " characters long: at most " + MAX_LENGTH + " are allowed");
        }
        String text = written.strip();
        WrittenForm bare = new WrittenForm(what, text, text, Map.of());
        bare.requireBalanced();
        int open = text.indexOf('(');
        if (open < 0) {
            return bare;
        }
        if (!text.endsWith(")")) {
            throw bare.malformed("there is text after the closing parenthesis");
        }
        String name = text.substring(0, open).strip();
        return new WrittenForm(what, text, name, bare.split(text.substring(open + 1, text.length() - 1)));
    }

    /** Refuses other keys than these; boxes in square brackets count as one key, {@code [box]}. */
    void requireOnly(List<String> parameters) {
        for (String key : arguments.keySet()) {
            if (!parameters.contains(key.startsWith("[") ? "[box]" : key)) {
                throw malformed("'" + key + "' is no parameter of " + name + ", which takes "
                        + (parameters.isEmpty() ? "none" : String.join(", ", parameters)));
            }
        }
    }

    /** The value of a key as written, or the fallback; without a fallback the key is required. */
    String value(String key, @Nullable String fallback) {
        String value = arguments.getOrDefault(key, fallback);
        if (value == null) {
            throw malformed(name + " needs the parameter " + key + ", as in " + name + "(" + key + "=…)");
        }
        return value;
    }

    IllegalArgumentException malformed(String why) {
        return new IllegalArgumentException(what + " '" + text + "' is malformed: " + why);
    }

    private void requireBalanced() {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += step(text.charAt(i));
            boolean closedEarly = depth == 0 && text.charAt(i) == ')' && text.indexOf('(', i) >= 0;
            if (depth < 0 || closedEarly) {
                throw malformed("unbalanced parenthesis at character " + (i + 1));
            }
            if (depth > MAX_DEPTH) {
                throw malformed("parentheses stand more than " + MAX_DEPTH + " deep");
            }
        }
        if (depth != 0) {
            throw malformed("unbalanced parenthesis: a ) is missing");
        }
    }

    private Map<String, String> split(String inner) {
        Map<String, String> found = new LinkedHashMap<>();
        int start = 0;
        int depth = 0;
        for (int i = 0; i < inner.length(); i++) {
            depth += step(inner.charAt(i));
            if (depth == 0 && inner.charAt(i) == ',') {
                add(found, inner.substring(start, i));
                start = i + 1;
            }
        }
        if (start > 0 || !inner.isBlank()) {
            add(found, inner.substring(start));
        }
        return Collections.unmodifiableMap(found);
    }

    private void add(Map<String, String> found, String item) {
        int equals = item.indexOf('=');
        String key = equals < 0 ? "" : item.substring(0, equals).strip();
        String value = item.substring(equals + 1).strip();
        if (key.isEmpty() || value.isEmpty()) {
            throw malformed("'" + item.strip() + "' is not of the form key=value");
        }
        if (found.put(key, value) != null) {
            throw malformed("the parameter " + key + " is given twice");
        }
    }

    private static int step(char c) {
        return switch (c) {
            case '(', '[' -> 1;
            case ')', ']' -> -1;
            default -> 0;
        };
    }
}
