// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.results;

import io.goldilocks.bench.baseline.YardstickBenchmark;
import io.goldilocks.rng.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The benchmarks of a published result. The whole matrix of segment kind, type, distribution, threads and size has hundreds of
 * rows; this takes a star of it: one point, f32 normals in native memory on one thread, and from there along each axis. Peers
 * take part where they were built, the yardstick where there are AVX-512 and a C compiler, and what no leg names runs once with its
 * own parameters.
 */
public final class StandardRun {
    /** In the second-level cache, and in DRAM. */
    private static final List<String> IN_CACHE = List.of("512");
    private static final List<String> IN_DRAM = List.of("262144");
    /** From the first-level cache to several times the last-level cache of most servers; 8 MiB is work for several threads. */
    private static final List<String> SIZES = List.of("16", "64", "512", "2048", "8192", "32768", "131072", "262144");
    private static final List<String> BOTH = List.of("normal", "uniform");
    private static final List<String> NORMAL = List.of("normal");
    private static final List<String> DRAWN = List.of("normal", "truncated_normal", "uniform");
    private static final List<String> OTHER_ENGINES = Arrays.stream(Engine.values()).skip(1).map(Engine::toString)
            .toList();
    private static final List<String> TAILS = List.of("truncated_normal(bounds=4.0sigma)");
    private static final String YARDSTICK = "baseline.YardstickBenchmark";
    private static final List<String> TYPES = List.of("F32", "BF16", "F64");
    private static final List<String> F32 = List.of("F32");

    /**
     * Benchmarks and the parameters they run with.
     *
     * @param include the start of a class name, or of a method's after it, below {@code io.goldilocks.bench}
     * @param params values by name; a parameter that is left out has the values of its annotation
     */
    record Leg(String include, Map<String, List<String>> params) {
        private String pattern() {
            return Pattern.quote("io.goldilocks.bench." + include) + ".*";
        }

        /** How many results the leg gives: one for each combination of the parameters. */
        int rows() {
            return entries().stream().mapToInt(entry -> {
                Map<String, Integer> values = new LinkedHashMap<>();
                entry.getParams().orElse(Map.of()).forEach((name, all) -> values.put(name, all.length));
                params.forEach((name, chosen) -> values.put(name, chosen.size()));
                return values.values().stream().reduce(1, Math::multiplyExact);
            }).sum();
        }

        Set<BenchmarkListEntry> entries() {
            return find(List.of(pattern()), List.of());
        }

        Options options() {
            ChainedOptionsBuilder options = new OptionsBuilder().include(pattern());
            params.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
            return options.build();
        }
    }

    private StandardRun() {}

    /**
     * Returns what is run.
     *
     * @return options without a result file, in order
     */
    public static List<Options> options() {
        List<Leg> legs = legs(Runtime.getRuntime().availableProcessors());
        List<Options> runs = new ArrayList<>();
        legs.stream().filter(leg -> !leg.entries().isEmpty() && (!leg.include().equals(YARDSTICK)
                || YardstickBenchmark.isAvailable())).forEach(leg -> runs.add(leg.options()));
        OptionsBuilder rest = new OptionsBuilder();
        legs.forEach(leg -> rest.exclude(leg.pattern()));
        if (!find(List.of(".*"), legs.stream().map(Leg::pattern).toList()).isEmpty()) {
            runs.add(rest.include(".*").build());
        }
        return runs;
    }

    static List<Leg> legs(int cores) {
        List<String> several = IntStream.rangeClosed(2, cores)
                .filter(threads -> Integer.bitCount(threads) == 1 || threads == cores).mapToObj(String::valueOf)
                .toList();
        List<Leg> legs = new ArrayList<>();
        legs.add(fill(DRAWN, TYPES, IN_CACHE));
        legs.add(fill(DRAWN, TYPES, IN_DRAM));
        legs.add(fill(TAILS, F32, IN_CACHE));
        legs.add(fill(BOTH, F32,
                SIZES.stream().filter(size -> !IN_CACHE.contains(size) && !IN_DRAM.contains(size)).toList()));
        legs.add(fill(BOTH, List.of("BF16", "F64"), List.of("8192")));
        legs.add(fill(NORMAL, List.of("F16", "F8_E4M3", "F8_E5M2"), IN_CACHE));
        legs.add(new Leg("fill.FillBenchmark", Map.of("distribution", BOTH, "dtype", F32, "kibibytes", IN_CACHE,
                "engine", OTHER_ENGINES)));
        legs.add(new Leg("fill.FillBenchmark", Map.of("distribution", NORMAL, "dtype", F32, "kibibytes",
                List.of("512", "262144"), "segment", List.of("HEAP", "MAPPED"))));
        if (!several.isEmpty()) {
            legs.add(new Leg("fill.FillBenchmark", Map.of("distribution", BOTH, "dtype", TYPES, "kibibytes",
                    List.of("8192", "262144"), "threads", several)));
            legs.add(new Leg("baseline.MemoryBenchmark",
                    Map.of("kibibytes", List.of("8192", "262144"), "threads", several)));
        }
        legs.add(new Leg("baseline.MemoryBenchmark", Map.of("kibibytes", SIZES)));
        legs.add(new Leg("rng.", Map.of()));
        legs.add(new Leg("distribution.", Map.of()));
        legs.add(new Leg("rounding.", Map.of()));
        legs.add(new Leg("linalg.", Map.of("dtype", F32, "threads", List.of(String.valueOf(cores)))));
        legs.add(new Leg("memory.FirstTouchBenchmark", Map.of("source", List.of("HUGE", "REUSED"))));
        legs.add(new Leg("memory.FirstTouchBenchmark", Map.of("source", List.of("CACHED"), "threads", List.of("1"))));
        // An arena zeroes its memory on one thread, which is slow enough to be seen in an eighth of it.
        legs.add(new Leg("memory.FirstTouchBenchmark.uniform",
                Map.of("source", List.of("ARENA"), "mebibytes", List.of("128"))));
        legs.add(new Leg(YARDSTICK, Map.of("distribution", NORMAL, "dtype", TYPES, "kibibytes", IN_CACHE)));
        legs.add(new Leg(YARDSTICK, Map.of("distribution",
                List.of("uniform", TAILS.getFirst(), "words", "words_chacha8", "words_threefry4x32_20",
                        "words_threefry4x32_13"),
                "dtype", F32, "kibibytes", IN_CACHE)));
        legs.add(new Leg("peers.PyTorchBenchmark", Map.of("dtype", TYPES, "kibibytes", IN_CACHE)));
        legs.add(new Leg("peers.PyTorchBenchmark", Map.of("dtype", F32, "kibibytes", IN_DRAM)));
        legs.add(new Leg("peers.OneMklBenchmark", Map.of("dtype", List.of("F32", "F64"), "kibibytes", IN_CACHE)));
        legs.add(new Leg("peers.OneMklBenchmark", Map.of("dtype", F32, "kibibytes", IN_DRAM)));
        legs.add(new Leg("peers.DjlBenchmark", Map.of()));
        legs.add(new Leg("peers.Nd4jBenchmark", Map.of()));
        legs.add(new Leg("baseline.CommonsRngBenchmark", Map.of("kibibytes", IN_CACHE)));
        legs.add(new Leg("baseline.JdkBenchmark", Map.of("kibibytes", IN_CACHE)));
        return legs;
    }

    private static Leg fill(List<String> distributions, List<String> types, List<String> sizes) {
        return new Leg("fill.FillBenchmark",
                Map.of("distribution", distributions, "dtype", types, "kibibytes", sizes));
    }

    private static Set<BenchmarkListEntry> find(List<String> includes, List<String> excludes) {
        OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
        return BenchmarkList.defaultList().find(silent, includes, excludes);
    }
}
