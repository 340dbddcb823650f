// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every name that is listed, with parameters drawn at random by what is listed of them: what is printed reads back equal. */
class WrittenFormTest {
    private static final int TRIES = 300;

    static Stream<Definition> definitions() {
        return Initializers.definitions().stream();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void whatIsPrintedIsReadBack(Definition definition) {
        SplittableRandom random = new SplittableRandom(definition.name().hashCode());
        Set<String> read = new HashSet<>();
        for (int i = 0; i < TRIES; i++) {
            String written = written(definition, random);
            Initializer initializer;
            try {
                initializer = Initializers.parse(written);
            } catch (IllegalArgumentException e) {
                continue; // Out of a parameter's range, or parameters that exclude each other.
            }
            String printed = initializer.toString();
            assertEquals(initializer, Initializers.parse(printed), written);
            assertEquals(printed, Initializers.parse(printed).toString(), written);
            read.add(printed);
        }
        // Not vacuous: most parameters drawn are in range, and they are not all read as the same.
        assertTrue(read.size() >= (definition.parameters().isEmpty() ? 1 : 2), definition + " read " + read);
    }

    /** What is listed as a default is what counts where nothing is written. */
    @ParameterizedTest
    @MethodSource("definitions")
    void defaultsAreWhatCounts(Definition definition) {
        SplittableRandom random = new SplittableRandom(7);
        String required = joined(definition, random, parameter -> parameter.fallback().isEmpty());
        String all = Stream.concat(Stream.of(required),
                definition.parameters().stream()
                        .filter(parameter -> parameter.fallback().filter(text -> !text.equals("none")).isPresent())
                        .map(parameter -> parameter.name() + "=" + parameter.fallback().orElseThrow()))
                .filter(text -> !text.isEmpty()).collect(Collectors.joining(","));
        Initializer initializer = Initializers.parse(definition.name() + "(" + required + ")");
        assertEquals(initializer, Initializers.parse(definition.name() + "(" + all + ")"));
    }

    @Test
    void namesAreUniqueAndPlain() {
        List<String> names = Initializers.names();
        assertEquals(names.size(), new HashSet<>(names).size());
        names.forEach(name -> assertTrue(name.matches("[a-z][a-z0-9_]*"), name));
        definitions().forEach(definition -> assertTrue(
                !definition.formula().isBlank() && !definition.reference().isBlank(), definition.name()));
    }

    private static String written(Definition definition, SplittableRandom random) {
        return definition.name() + "("
                + joined(definition, random, parameter -> parameter.fallback().isEmpty() || random.nextBoolean()) + ")";
    }

    private static String joined(Definition definition, SplittableRandom random,
            java.util.function.Predicate<Parameter<?>> which) {
        return definition.parameters().stream().filter(which)
                .map(parameter -> (parameter.name().equals("[box]") ? "[1:3,:]" : parameter.name()) + "="
                        + value(parameter, random))
                .collect(Collectors.joining(","));
    }

    private static String value(Parameter<?> parameter, SplittableRandom random) {
        return switch (parameter.values()) {
            case "number" -> number(random);
            case "number, inf or -inf" -> random.nextInt(4) == 0 ? "inf" : number(random);
            case "number or nonlinearity" ->
                random.nextBoolean() ? number(random) : "leaky_relu(" + number(random) + ")";
            case "whole number" -> Long.toString(random.nextLong(random.nextBoolean() ? 8 : 1L << 40));
            case "initialiser" -> random.nextBoolean() ? "zeros" : "normal(std=" + number(random) + ")";
            case "shape, such as 256x64" -> random.nextLong(1, 99) + "x" + random.nextLong(1, 99);
            case "multiples of sigma, such as 2sigma or -3sigma:5sigma" ->
                random.nextBoolean() ? number(random) + "sigma" : "-" + number(random) + "sigma:inf";
            case "numbers joined by colons" -> IntStream.range(0, random.nextInt(1, 9)).mapToObj(i -> number(random))
                    .collect(Collectors.joining(":"));
            default -> {
                String[] words = parameter.values().split(", | or ", -1);
                yield words[random.nextInt(words.length)];
            }
        };
    }

    /** Of any size, mostly between 0 and 1, where most parameters are. */
    private static String number(SplittableRandom random) {
        return Double.toString(random.nextInt(3) == 0
                ? Math.scalb(random.nextDouble(), random.nextInt(-40, 41))
                : random.nextDouble());
    }
}
