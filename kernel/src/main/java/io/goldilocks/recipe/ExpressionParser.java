// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.recipe.Expression.Call;
import io.goldilocks.recipe.Expression.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an {@link Expression} by recursive descent:
 * <pre>
 * sum     = product (("+" | "-") product)*
 * product = factor (("*" | "/") factor)*
 * factor  = "-" factor | number | name | name "(" sum ("," sum)* ")" | "(" sum ")"
 * </pre>
 */
final class ExpressionParser {
    private static final int MAX_LENGTH = 1000;
    private static final int MAX_DEPTH = 64;
    private static final Pattern NUMBER = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Map<Character, Operation> SUMS = Map.of('+', Operation.ADD, '-', Operation.SUBTRACT);
    private static final Map<Character, Operation> PRODUCTS = Map.of('*', Operation.MULTIPLY, '/', Operation.DIVIDE);
    private static final Map<String, Operation> FUNCTIONS = Map.of("sqrt", Operation.SQRT, "pow", Operation.POW);

    private final String text;
    private int place;
    private int depth;

    ExpressionParser(String text) {
        this.text = text;
    }

    Expression parse() {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("expression '" + text.substring(0, 40) + "…' is " + text.length()
                    + " characters long: at most " + MAX_LENGTH + " are allowed");
        }
        Expression whole = sum();
        if (peek() != 0) {
            throw malformed("expected an operator or the end");
        }
        return whole;
    }

    private Expression sum() {
        Expression left = product();
        for (Operation next = SUMS.get(peek()); next != null; next = SUMS.get(peek())) {
            place++;
            left = new Call(next, List.of(left, product()));
        }
        return left;
    }

    private Expression product() {
        Expression left = factor();
        for (Operation next = PRODUCTS.get(peek()); next != null; next = PRODUCTS.get(peek())) {
            place++;
            left = new Call(next, List.of(left, factor()));
        }
        return left;
    }

    private Expression factor() {
        if (++depth > MAX_DEPTH) {
            throw malformed("expected at most " + MAX_DEPTH + " levels of parentheses and signs");
        }
        Expression factor;
        if (take('-')) {
            factor = new Call(Operation.NEGATE, List.of(factor()));
        } else if (take('(')) {
            factor = sum();
            require(')');
        } else {
            factor = numberOrName();
        }
        depth--;
        return factor;
    }

    private Expression numberOrName() {
        peek();
        Matcher number = NUMBER.matcher(text).region(place, text.length());
        if (number.lookingAt()) {
            place = number.end();
            return new Expression.Literal(Double.parseDouble(number.group()));
        }
        Matcher name = NAME.matcher(text).region(place, text.length());
        if (!name.lookingAt()) {
            throw malformed("expected a number, a name or a parenthesis");
        }
        place = name.end();
        return take('(') ? call(name.group()) : new Expression.Variable(name.group());
    }

    private Expression call(String name) {
        Operation function = FUNCTIONS.get(name);
        if (function == null) {
            throw malformed("'" + name + "' is no function: expected sqrt or pow");
        }
        List<Expression> operands = new ArrayList<>();
        do {
            operands.add(sum());
        } while (take(','));
        require(')');
        if (operands.size() != function.arity()) {
            throw malformed(name + " takes " + function.arity() + " values, found " + operands.size());
        }
        return new Call(function, List.copyOf(operands));
    }

    /** The next character that is not blank, or 0 at the end. */
    private char peek() {
        while (place < text.length() && text.charAt(place) == ' ') {
            place++;
        }
        return place < text.length() ? text.charAt(place) : 0;
    }

    private boolean take(char c) {
        boolean found = peek() == c;
        if (found) {
            place++;
        }
        return found;
    }

    private void require(char c) {
        if (!take(c)) {
            throw malformed("expected " + c);
        }
    }

    private IllegalArgumentException malformed(String why) {
        return new IllegalArgumentException(
                "expression '" + text + "' is malformed at character " + (place + 1) + ": " + why);
    }
}
