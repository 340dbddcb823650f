// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.results;

import java.util.List;

/** Small results as JMH writes them. */
public final class JmhJson {
    private JmhJson() {}

    /** A row whose primary score counts, for example {@code row("rng.WordsBenchmark.words", "\"twin\":\"SCALAR\"", 2, 0.1)}. */
    public static String row(String benchmark, String params, double score, double error) {
        return row(benchmark, params, metric(score, error, "ops/ns"), "");
    }

    /** A row whose secondary score of a name counts. */
    public static String counted(String benchmark, String params, String counter, double score, double error) {
        return row(benchmark, params, metric(1e-5, 1e-7, "ops/ns"),
                "\"" + counter + "\":" + metric(score, error, "ops/ns"));
    }

    /** A row that times one operation, once. */
    public static String timed(String benchmark, double seconds) {
        return row(benchmark, "", metric(seconds, Double.NaN, "s/op"), "");
    }

    /** A fill of F32 on one thread. */
    public static String fill(String benchmark, String distribution, int kibibytes, int threads, double score) {
        return counted(benchmark,
                "\"distribution\":\"" + distribution + "\",\"dtype\":\"F32\",\"kibibytes\":\"" + kibibytes
                        + "\",\"threads\":\"" + threads + "\"",
                "samples", score, score / 10);
    }

    /** The file of some rows. */
    public static String file(String... rows) {
        return "[" + String.join(",", List.of(rows)) + "]";
    }

    private static String row(String benchmark, String params, String primary, String secondary) {
        return "{\"benchmark\":\"io.goldilocks.bench." + benchmark + "\",\"mode\":\"thrpt\",\"params\":{" + params
                + "},\"primaryMetric\":" + primary + ",\"secondaryMetrics\":{" + secondary + "}}";
    }

    private static String metric(double score, double error, String unit) {
        return "{\"score\":" + score + ",\"scoreError\":" + (Double.isNaN(error) ? "\"NaN\"" : error)
                + ",\"scoreUnit\":\"" + unit + "\"}";
    }
}
