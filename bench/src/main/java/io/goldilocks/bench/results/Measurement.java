// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.results;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One row of a result file: a benchmark with its parameters, and the score that matters.
 *
 * @param benchmark class and method, without the packages
 * @param params the parameters by name
 * @param score the mean
 * @param error half the width of JMH's 99.9 % interval; NaN where one value is too few for an interval
 * @param unit what the score counts
 */
public record Measurement(String benchmark, SortedMap<String, String> params, double score, double error, Unit unit) {
    /** Parameters that older results lack, each with the value that those were measured with. */
    private static final Set<Map.Entry<String, String>> ONCE_FIXED = Set.of(Map.entry("engine", "philox4x32-10"));

    /**
     * What a score counts.
     *
     * @param name for example {@code G samples/s} or {@code s/op}
     * @param higherIsBetter false for times
     */
    public record Unit(String name, boolean higherIsBetter) {}

    /** Copies the parameters. */
    public Measurement {
        params = new TreeMap<>(params);
    }

    /**
     * Returns the name of the class that measured.
     *
     * @return without package and method
     */
    public String className() {
        return benchmark.substring(0, benchmark.lastIndexOf('.'));
    }

    /**
     * Returns the name of the method that measured.
     *
     * @return without class
     */
    public String method() {
        return benchmark.substring(benchmark.lastIndexOf('.') + 1);
    }

    /**
     * Returns a parameter.
     *
     * @param name its name
     * @return its value, empty if the benchmark has no such parameter
     */
    public String param(String name) {
        return params.getOrDefault(name, "");
    }

    /**
     * Says what was measured.
     *
     * @return benchmark and parameters, the same for two results exactly if they can be compared: a parameter is left out where it
     *     has the value that was the only one before there was the parameter
     */
    public String key() {
        return params.entrySet().stream().filter(param -> !ONCE_FIXED.contains(param)).map(Map.Entry::toString)
                .collect(Collectors.joining(" ", benchmark + " ", "")).strip();
    }

    /**
     * Writes the score with three significant digits, and the error, if there is one, with as many decimals.
     *
     * @return for example {@code 2.18 ± 0.32}
     */
    public String scored() {
        String format = format(score);
        String written = String.format(Locale.ROOT, format, score);
        return Double.isNaN(error) ? written : written + " ± " + String.format(Locale.ROOT, format, error);
    }

    /** Without exponent from 0.001 to 10⁶. */
    private static String format(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e6)) {
            return "%.1e";
        }
        int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : 4;
        return "%." + decimals + "f";
    }
}
