// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * The written form of an initialiser in which expressions in braces stand for numbers, for example
 * {@code normal(std={std/sqrt(2*layers)})}.
 *
 * @param text the whole, as written
 * @param texts the texts around the expressions, one more than these
 * @param expressions the expressions
 */
record Template(String text, List<String> texts, List<Expression> expressions) {
    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if a brace lacks its partner or an expression is malformed
     */
    static Template parse(String text) {
        List<String> texts = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        int start = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', start)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("'" + text + "' is malformed: the brace at character " + (open + 1)
                        + " is not closed");
            }
            texts.add(text.substring(start, open));
            expressions.add(Expression.parse(text.substring(open + 1, close)));
            start = close + 1;
        }
        texts.add(text.substring(start));
        return new Template(text, List.copyOf(texts), List.copyOf(expressions));
    }

    /**
     * Puts numbers for the expressions.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    String render(ToDoubleFunction<String> variables) {
        StringBuilder written = new StringBuilder(texts.getFirst());
        for (int i = 0; i < expressions.size(); i++) {
            written.append(number(expressions.get(i).value(variables))).append(texts.get(i + 1));
        }
        return written.toString();
    }

    Set<String> variables() {
        Set<String> names = new TreeSet<>();
        expressions.forEach(expression -> names.addAll(expression.variables()));
        return names;
    }

    // Whole numbers without a fraction, because an index is read as such.
    private String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("an expression of '" + text + "' comes to " + value
                    + ": expected a finite number");
        }
        return value == Math.rint(value) && Math.abs(value) < 1L << 53
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
