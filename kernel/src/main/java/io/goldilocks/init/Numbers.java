// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import java.util.regex.Pattern;

/** Numbers as they are written in initialisers and layouts. */
final class Numbers {
    /** Without the hexadecimal floats, type suffixes and words that {@link Double#parseDouble} reads as well. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private Numbers() {}

    static double finite(String key, String value) {
        double number = NUMBER.matcher(value).matches() ? Double.parseDouble(value) : Double.NaN;
        if (!Double.isFinite(number)) {
            throw new MalformedValueException(
                    key + " is '" + value + "', where a finite number such as 0.02 is expected");
        }
        return number;
    }

    static double extended(String key, String value) {
        return switch (value) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> finite(key, value);
        };
    }

    static long whole(String key, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new MalformedValueException(key + " is '" + value + "', where a whole number is expected");
        }
    }

    /** Writes what {@link #extended} reads. */
    static String written(double value) {
        return Double.isInfinite(value) ? value > 0 ? "inf" : "-inf" : Double.toString(value);
    }
}
