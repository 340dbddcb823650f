// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Arithmetic on numbers and variables, in f64: {@code + - * /}, parentheses, {@code sqrt(x)} and {@code pow(x,y)}. Immutable.
 *
 * <p>All but {@code pow} are exact in the sense of IEEE 754, and {@code pow} is {@link StrictMath}'s, so a value is the same on
 * every machine.
 */
sealed interface Expression {
    /** A number as it is written. */
    record Literal(double value) implements Expression {}

    /** A name that a recipe or a model gives a value. */
    record Variable(String name) implements Expression {}

    /** A function or an operator, with the pieces that it is applied to. */
    record Call(Operation operation, List<Expression> operands) implements Expression {}

    /** What can be done with numbers. */
    enum Operation {
        ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, SQRT, POW;

        int arity() {
            return this == NEGATE || this == SQRT ? 1 : 2;
        }

        private double apply(double x, double y) {
            return switch (this) {
                case ADD -> x + y;
                case SUBTRACT -> x - y;
                case MULTIPLY -> x * y;
                case DIVIDE -> x / y;
                case NEGATE -> -x;
                case SQRT -> Math.sqrt(x);
                case POW -> StrictMath.pow(x, y);
            };
        }
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException if it is malformed, nested too deeply or longer than 1000 characters; the message has
     *     the expression and the place
     */
    static Expression parse(String text) {
        return new ExpressionParser(text).parse();
    }

    /** Computes the value; it may be infinite or NaN. */
    default double value(ToDoubleFunction<String> variables) {
        return switch (this) {
            case Literal(double value) -> value;
            case Variable(String name) -> variables.applyAsDouble(name);
            case Call(Operation operation, List<Expression> operands) -> operation.apply(
                    operands.getFirst().value(variables), operands.getLast().value(variables));
        };
    }

    /** Collects the variables, in alphabetical order. */
    default Set<String> variables() {
        Set<String> names = new TreeSet<>();
        switch (this) {
            case Literal _ -> {
            }
            case Variable(String name) -> names.add(name);
            case Call(_, List<Expression> operands) ->
                operands.forEach(operand -> names.addAll(operand.variables()));
        }
        return names;
    }
}
