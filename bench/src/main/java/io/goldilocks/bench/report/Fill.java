// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.report;

import io.goldilocks.bench.results.Measurement;
import io.goldilocks.tensor.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A fill of a buffer with samples, by whichever library.
 *
 * @param library who filled, {@link #OURS} or another's name
 * @param job what was to be done
 * @param measured how fast it was, in G samples/s
 */
record Fill(String library, Job job, Measurement measured) {
    static final String OURS = "Goldilocks";

    /** Parameters that say how Goldilocks fills, and the values that its users have unless they choose others. */
    private static final Map<String, String> DEFAULTS = Map.of("segment", "NATIVE", "engine", "philox4x32-10");
    /** What the classes' names cannot say; a library that is not here goes by its class. */
    private static final Map<String, String> NAMES = Map.of("Fill", OURS, "CommonsRng", "Commons RNG", "Djl", "DJL",
            "Jdk",
            "JDK", "Nd4j", "ND4J", "OneMkl", "oneMKL", "Yardstick", "C by hand, AVX-512");
    private static final Set<String> JOB = Set.of("distribution", "dtype", "kibibytes", "threads");

    /** The same work on the same memory, whoever does it. */
    record Job(String distribution, DType dtype, long kibibytes, int threads) {
        private static final List<DType> TYPES = List.of(DType.F32, DType.BF16, DType.F64, DType.F16, DType.F8_E4M3,
                DType.F8_E5M2);

        /** The order of tables and plots. */
        static final Comparator<Job> ORDER = Comparator.comparing(Job::distribution)
                .thenComparingInt(job -> TYPES.indexOf(job.dtype())).thenComparingLong(Job::kibibytes)
                .thenComparingInt(Job::threads);

        Job onOneThread() {
            return new Job(distribution, dtype, kibibytes, 1);
        }

        String size() {
            return Fill.size(kibibytes);
        }
    }

    /**
     * Finds the fills among all measurements: one for each library and job. Where a library has several generators it is the
     * fastest; of Goldilocks it is the one with its defaults.
     */
    static List<Fill> among(List<Measurement> measurements) {
        Map<String, Fill> found = new TreeMap<>();
        for (Measurement measurement : measurements) {
            of(measurement).ifPresent(fill -> found.merge(fill.library() + fill.job(), fill,
                    (a, b) -> a.measured().score() >= b.measured().score() ? a : b));
        }
        List<Fill> fills = new ArrayList<>(found.values());
        fills.sort(Comparator.comparing(Fill::job, Job.ORDER));
        return fills;
    }

    private static Optional<Fill> of(Measurement measured) {
        if (!measured.params().keySet().containsAll(JOB) || !measured.unit().name().equals("G samples/s")) {
            return Optional.empty();
        }
        boolean ours = measured.className().equals("FillBenchmark");
        boolean plain = DEFAULTS.entrySet().stream()
                .allMatch(one -> measured.params().getOrDefault(one.getKey(), one.getValue()).equals(one.getValue()));
        if (ours && !plain) {
            return Optional.empty();
        }
        Job job = new Job(measured.param("distribution"), DType.parse(measured.param("dtype")),
                Long.parseLong(measured.param("kibibytes")), Integer.parseInt(measured.param("threads")));
        String library = measured.className().replaceAll("Benchmark$", "");
        return Optional.of(new Fill(NAMES.getOrDefault(library, library), job, measured));
    }

    /** What bounds any fill: the bytes that memory takes, as samples of a type. */
    static Optional<Measurement> memset(List<Measurement> measurements, Job job) {
        return measurements.stream().filter(measured -> measured.benchmark().equals("MemoryBenchmark.memset")
                && measured.param("kibibytes").equals(String.valueOf(job.kibibytes()))
                && measured.param("threads").equals(String.valueOf(job.threads()))).findFirst();
    }

    static String size(long kibibytes) {
        return kibibytes < 1024 ? kibibytes + " KiB" : (kibibytes >> 10) + " MiB";
    }
}
