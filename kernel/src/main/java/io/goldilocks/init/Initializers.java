// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.Uniform;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The initialisers by name. They are written {@code name} or {@code name(key=value,…)}, with the names, parameters and
 * defaults of {@code torch.nn.init}; {@code lecun_uniform}, {@code lecun_normal} and {@code zero_row} are ours.
 */
public final class Initializers {
    private record Known(String name, List<String> parameters, Function<WrittenForm, Initializer> make) {}

    private static final List<Known> KNOWN = List.of(new Known("zeros", List.of(), form -> zeros()),
            new Known("ones", List.of(), form -> ones()),
            new Known("constant", List.of("val"), form -> constant(form.number("val"))),
            new Known("normal", List.of("mean", "std"), form -> normal(form.number("mean", 0), form.number("std", 1))),
            new Known("uniform", List.of("a", "b"), form -> uniform(form.number("a", 0), form.number("b", 1))),
            new Known("identity", List.of(), form -> new Identity(1)),
            new Known("eye", List.of(), form -> new Identity(1)),
            new Known("diagonal", List.of("gain"), form -> new Identity(form.number("gain"))),
            new Known("xavier_uniform", List.of("gain"), form -> xavier(Draw.UNIFORM, form)),
            new Known("xavier_normal", List.of("gain"), form -> xavier(Draw.NORMAL, form)),
            new Known("kaiming_uniform", List.of("a", "mode", "nonlinearity"), form -> kaiming(Draw.UNIFORM, form)),
            new Known("kaiming_normal", List.of("a", "mode", "nonlinearity"), form -> kaiming(Draw.NORMAL, form)),
            new Known("lecun_uniform", List.of(), form -> new Lecun(Draw.UNIFORM)),
            new Known("lecun_normal", List.of(), form -> new Lecun(Draw.NORMAL)),
            new Known("zero_row", List.of("row", "of"),
                    form -> new ZeroRow(form.index("row"), parse(form.required("of")))));

    private Initializers() {}

    /**
     * Reads a written initialiser, for example {@code kaiming_normal(mode=fan_out,nonlinearity=relu)}. Parameters may stand
     * in any order; those that are left out have torch's default; blanks around names and values do not count.
     *
     * @param text the written form, at most 1000 characters
     * @return the initialiser
     * @throws IllegalArgumentException if the name or a parameter is unknown, a parameter is given twice, is required and
     *     missing, or has a value that does not fit it, or the text is not of that form; the message says which
     */
    public static Initializer parse(String text) {
        WrittenForm form = WrittenForm.parse(text);
        Known known = KNOWN.stream().filter(candidate -> candidate.name().equals(form.name())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown initialiser '" + form.name()
                        + "': did you mean " + nearest(form.name()) + "? Known are " + String.join(", ", names())));
        form.requireOnly(known.parameters());
        return known.make().apply(form);
    }

    /**
     * Lists the names that {@link #parse} knows.
     *
     * @return the names, simplest first
     */
    public static List<String> names() {
        return KNOWN.stream().map(Known::name).toList();
    }

    /**
     * Every element 0.
     *
     * @return the initialiser
     */
    public static Initializer zeros() {
        return constant(0);
    }

    /**
     * Every element 1.
     *
     * @return the initialiser
     */
    public static Initializer ones() {
        return constant(1);
    }

    /**
     * Every element the same.
     *
     * @param val the value, finite
     * @return the initialiser
     * @throws IllegalArgumentException if the value is not finite
     */
    public static Initializer constant(double val) {
        return new Direct(new Constant(val));
    }

    /**
     * Gaussian values.
     *
     * @param mean the mean
     * @param std the standard deviation, at least 0
     * @return the initialiser
     * @throws IllegalArgumentException as {@link Normal} does
     */
    public static Initializer normal(double mean, double std) {
        return new Direct(new Normal(mean, std));
    }

    /**
     * Evenly spread values.
     *
     * @param a the lower bound
     * @param b the upper bound, at least {@code a}
     * @return the initialiser
     * @throws IllegalArgumentException as {@link Uniform} does
     */
    public static Initializer uniform(double a, double b) {
        return new Direct(new Uniform(a, b));
    }

    private static Initializer xavier(Draw draw, WrittenForm form) {
        return new Xavier(draw, form.number("gain", 1));
    }

    private static Initializer kaiming(Draw draw, WrittenForm form) {
        return new Kaiming(draw, form.number("a", 0), FanMode.parse(form.word("mode", "fan_in")),
                Nonlinearity.parse(form.word("nonlinearity", "leaky_relu")));
    }

    private static String nearest(String name) {
        // Who writes "kaiming" means one of that name, however far the whole name is.
        return names().stream().filter(known -> !name.isEmpty() && known.startsWith(name)).findFirst()
                .orElseGet(() -> names().stream().min(Comparator.comparingInt(known -> distance(name, known)))
                        .orElseThrow());
    }

    // Levenshtein: row i of the table holds the edits that turn the first i characters of one into each start of the other.
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
