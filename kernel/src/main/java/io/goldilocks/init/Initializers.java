// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.Uniform;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The initialisers by name. They are written {@code name} or {@code name(key=value,…)}, with the names, parameters and
 * defaults that the libraries have where they come from: torch's of {@code torch.nn.init}, those of JAX and Keras of their
 * variance scaling.
 */
public final class Initializers {
    private static final List<Definition> DEFINITIONS = Stream.of(Direct.DEFINITIONS, TruncatedGaussian.DEFINITIONS,
            Xavier.DEFINITIONS, Kaiming.DEFINITIONS, VarianceScaling.DEFINITIONS, ResidualScaled.DEFINITIONS,
            DepthScaled.DEFINITIONS, SmallInit.DEFINITIONS, WangInit.DEFINITIONS, Mitchell.DEFINITIONS,
            TFixup.DEFINITIONS, DeepNorm.DEFINITIONS, Siren.DEFINITIONS, Mup.DEFINITIONS, Identity.DEFINITIONS,
            Dirac.DEFINITIONS, Orthogonal.DEFINITIONS, DeltaOrthogonal.DEFINITIONS, Sparse.DEFINITIONS,
            Given.DEFINITIONS, Sinusoid.DEFINITIONS,
            List.of(Mamba.LogCount.DEFINITION, Mamba.LogUniform.DEFINITION, Mamba.StepBias.DEFINITION),
            ForgetGate.DEFINITIONS, ZeroRow.DEFINITIONS, Composed.DEFINITIONS).flatMap(List::stream).toList();

    private Initializers() {}

    /**
     * Reads a written initialiser, for example {@code kaiming_normal(mode=fan_out,nonlinearity=relu)}. Parameters may stand
     * in any order; those that are left out have their default; blanks around names and values do not count.
     *
     * @param text the written form, at most 65,536 characters
     * @return the initialiser
     * @throws IllegalArgumentException if the name or a parameter is unknown, a parameter is given twice, is required and
     *     missing, or has a value that does not fit it, or the text is not of that form; the message says which
     */
    public static Initializer parse(String text) {
        WrittenForm form = WrittenForm.parse("initialiser", text);
        return DEFINITIONS.stream().filter(candidate -> candidate.name().equals(form.name())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown initialiser '" + form.name()
                        + "': did you mean " + nearest(form.name()) + "? Known are " + String.join(", ", names())))
                .make(form);
    }

    /**
     * Lists what {@link #parse} knows: names, parameters, formulas and their sources.
     *
     * @return the definitions, simplest first
     */
    public static List<Definition> definitions() {
        return DEFINITIONS;
    }

    /**
     * Lists the names that {@link #parse} knows.
     *
     * @return the names, simplest first
     */
    public static List<String> names() {
        return DEFINITIONS.stream().map(Definition::name).toList();
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
