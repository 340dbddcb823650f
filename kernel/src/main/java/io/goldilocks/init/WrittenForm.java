// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code name} or {@code name(key=value,…)}, split into its pieces. A value may hold parentheses of its own.
 *
 * @param text the whole, as written
 * @param name what stands before the parenthesis
 * @param arguments the values as written, by key, in order
 */
record WrittenForm(String text, String name, Map<String, String> arguments) {
    /** Bounds the nesting too, and with it the recursion of the reader. */
    private static final int MAX_LENGTH = 1000;

    /** Without the hexadecimal floats, type suffixes and words that {@link Double#parseDouble} reads as well. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    static WrittenForm parse(String written) {
        if (written.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("initialiser '" + written.substring(0, 40) + "…' is " + written.length()
                    + " characters long: at most " + MAX_LENGTH + " are allowed");
        }
        String text = written.strip();
        int open = text.indexOf('(');
        requireBalanced(text);
        if (open < 0) {
            return new WrittenForm(text, text, Map.of());
        }
        if (!text.endsWith(")")) {
            throw malformed(text, "there is text after the closing parenthesis");
        }
        String name = text.substring(0, open).strip();
        return new WrittenForm(text, name, split(text, text.substring(open + 1, text.length() - 1)));
    }

    void requireOnly(List<String> parameters) {
        for (String key : arguments.keySet()) {
            if (!parameters.contains(key)) {
                throw malformed(text, "'" + key + "' is no parameter of " + name + ", which takes "
                        + (parameters.isEmpty() ? "none" : String.join(", ", parameters)));
            }
        }
    }

    double number(String key, double fallback) {
        String value = arguments.get(key);
        return value == null ? fallback : number(key, value);
    }

    double number(String key) {
        return number(key, required(key));
    }

    long index(String key) {
        String value = required(key);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw malformed(text, key + " is '" + value + "', where a whole number is expected");
        }
    }

    String word(String key, String fallback) {
        return arguments.getOrDefault(key, fallback);
    }

    String required(String key) {
        String value = arguments.get(key);
        if (value == null) {
            throw malformed(text, name + " needs the parameter " + key + ", as in " + name + "(" + key + "=…)");
        }
        return value;
    }

    private double number(String key, String value) {
        double number = NUMBER.matcher(value).matches() ? Double.parseDouble(value) : Double.NaN;
        if (!Double.isFinite(number)) {
            throw malformed(text, key + " is '" + value + "', where a finite number such as 0.02 is expected");
        }
        return number;
    }

    private static void requireBalanced(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += step(text.charAt(i));
            boolean closedEarly = depth == 0 && text.charAt(i) == ')' && text.indexOf('(', i) >= 0;
            if (depth < 0 || closedEarly) {
                throw malformed(text, "unbalanced parenthesis at character " + (i + 1));
            }
        }
        if (depth != 0) {
            throw malformed(text, "unbalanced parenthesis: a ) is missing");
        }
    }

    private static Map<String, String> split(String text, String inner) {
        Map<String, String> arguments = new LinkedHashMap<>();
        int start = 0;
        int depth = 0;
        for (int i = 0; i < inner.length(); i++) {
            depth += step(inner.charAt(i));
            if (depth == 0 && inner.charAt(i) == ',') {
                add(arguments, text, inner.substring(start, i));
                start = i + 1;
            }
        }
        if (start > 0 || !inner.isBlank()) {
            add(arguments, text, inner.substring(start));
        }
        return Collections.unmodifiableMap(arguments);
    }

    private static void add(Map<String, String> arguments, String text, String item) {
        int equals = item.indexOf('=');
        String key = equals < 0 ? "" : item.substring(0, equals).strip();
        String value = item.substring(equals + 1).strip();
        if (key.isEmpty() || value.isEmpty()) {
            throw malformed(text, "'" + item.strip() + "' is not of the form key=value");
        }
        if (arguments.put(key, value) != null) {
            throw malformed(text, "the parameter " + key + " is given twice");
        }
    }

    private static int step(char c) {
        return switch (c) {
            case '(' -> 1;
            case ')' -> -1;
            default -> 0;
        };
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException("initialiser '" + text + "' is malformed: " + why);
    }
}
