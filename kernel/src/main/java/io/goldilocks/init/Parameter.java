// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of an initialiser: its name, what may be written for it, and how that is read. Immutable.
 *
 * @param <T> what it is read as
 */
public final class Parameter<T> {
    private final String name;
    private final String values;
    private final @Nullable String fallback;
    private final Function<String, T> reader;

    private Parameter(String name, String values, @Nullable String fallback, Function<String, T> reader) {
        this.name = name;
        this.values = values;
        this.fallback = fallback;
        this.reader = reader;
    }

    static Parameter<Double> number(String name) {
        return new Parameter<>(name, "number", null, text -> Numbers.finite(name, text));
    }

    static Parameter<Double> number(String name, double fallback) {
        return number(name).or(Double.toString(fallback));
    }

    /** A number, or {@code inf} and {@code -inf}. */
    static Parameter<Double> extended(String name) {
        return new Parameter<>(name, "number, inf or -inf", null, text -> Numbers.extended(name, text));
    }

    static Parameter<Long> whole(String name) {
        return new Parameter<>(name, "whole number", null, text -> Numbers.whole(name, text));
    }

    static Parameter<Boolean> flag(String name) {
        return new Parameter<>(name, "true or false", null, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new MalformedValueException(
                    name + " is '" + text + "', where true or false is expected");
        });
    }

    static <E extends Enum<E>> Parameter<E> word(String name, Class<E> type, String what) {
        String values = Arrays.stream(type.getEnumConstants()).map(Names::of).collect(Collectors.joining(", "));
        return new Parameter<>(name, values, null, text -> Names.parse(type, what, text));
    }

    /** A factor: a number, or the gain of a nonlinearity by its name. */
    static Parameter<Double> gain(String name) {
        return new Parameter<>(name, "number or nonlinearity", null, text -> Nonlinearity.gain(name, text));
    }

    static Parameter<Initializer> rule(String name) {
        return new Parameter<>(name, "initialiser", null, Initializers::parse);
    }

    static Parameter<Shape> shape(String name) {
        return new Parameter<>(name, "shape, such as 256x64", null, Shape::parse);
    }

    static Parameter<Bounds> bounds(String name) {
        return new Parameter<>(name, "multiples of sigma, such as 2sigma or -3sigma:5sigma", null,
                Bounds::parseSigmas);
    }

    static Parameter<List<Double>> numbers(String name) {
        return new Parameter<>(name, "numbers joined by colons", null,
                text -> Arrays.stream(text.split(":", -1)).map(number -> Numbers.finite(name, number.strip()))
                        .toList());
    }

    /** The same, with the text that counts where none is written. */
    Parameter<T> or(String text) {
        return new Parameter<>(name, values, text, reader);
    }

    /** Reads what a written form has for the parameter. */
    T of(WrittenForm form) {
        String text = form.value(name, fallback);
        try {
            return reader.apply(text);
        } catch (MalformedValueException e) {
            throw form.malformed(String.valueOf(e.getMessage()));
        }
    }

    /** Reads what a written form has for the parameter, if anything. */
    Optional<T> ifWritten(WrittenForm form) {
        return form.arguments().containsKey(name) ? Optional.of(of(form)) : Optional.empty();
    }

    /**
     * Returns the name.
     *
     * @return what stands before the equals sign
     */
    public String name() {
        return name;
    }

    /**
     * Says what may stand after the equals sign.
     *
     * @return a description, for example {@code number}
     */
    public String values() {
        return values;
    }

    /**
     * Returns the default.
     *
     * @return what counts where nothing is written, as it would be written; nothing for a parameter that is required
     */
    public Optional<String> fallback() {
        return Optional.ofNullable(fallback);
    }
}
