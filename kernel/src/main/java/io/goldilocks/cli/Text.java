// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers and foreign text for a reader. */
final class Text {
    private Text() {}

    /** A whole number with commas: {@code 124,439,808}. */
    static String grouped(long number) {
        StringBuilder text = new StringBuilder().append(number);
        int first = number < 0 ? 1 : 0;
        for (int i = text.length() - 3; i > first; i -= 3) {
            text.insert(i, ',');
        }
        return text.toString();
    }

    /** A number with two decimals. */
    static String hundredths(double number) {
        return Double.isFinite(number)
                ? BigDecimal.valueOf(number).setScale(2, RoundingMode.HALF_EVEN).toPlainString()
                : Double.toString(number);
    }

    /** A figure to six significant digits. */
    static String figure(double number) {
        return String.format(Locale.ROOT, "%.6g", number);
    }

    /** A number of things: {@code 1 tensor}, {@code 1,024 tensors}. */
    static String counted(long number, String thing) {
        return grouped(number) + " " + thing + (number == 1 ? "" : "s");
    }

    /** Foreign text without what could steer a terminal. */
    static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(Character.isISOControl(c) ? '?' : c);
        }
        return clean.toString();
    }
}
