// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.init.Content;
import io.goldilocks.init.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans against what transformers itself saved for the same configs; see PROVENANCE.md beside the manifests. */
class ManifestTest {
    /**
     * The bound on the deviations of a mean and a std, in standard errors. A Gaussian passes 5 with probability 5.7e-7; over
     * the 1726 random tensors of the manifests, and two figures each, a false alarm had a chance of 2.0e-03 when they were
     * drawn. They are fixed now, so the test always gives the same answer.
     */
    private static final double LIMIT = 5;

    /** The families whose tensors the library renames as it saves them, and so sorts. */
    private static final Set<String> RENAMED = Set.of("deepseek_v3", "gpt_neox", "mixtral", "qwen2_moe", "qwen3_moe",
            "vit");

    /** Enough midpoints for the moments of what is made of a uniform sample. */
    private static final int POINTS = 10_000;

    private record Saved(String name, String dtype, List<Long> shape, double mean, double std, double min, double max) {
        static Saved of(Map<?, ?> row) {
            List<Long> shape = ((List<?>) get(row, "shape")).stream().map(extent -> ((Number) extent).longValue())
                    .toList();
            return new Saved((String) get(row, "name"), (String) get(row, "dtype"), shape, number(row, "mean"),
                    number(row, "std"), number(row, "min"), number(row, "max"));
        }

        private static Object get(Map<?, ?> row, String key) {
            return Objects.requireNonNull(row.get(key), key);
        }

        private static double number(Map<?, ?> row, String key) {
            return ((Number) get(row, key)).doubleValue();
        }
    }

    /** What a plan promises of all the elements of a tensor together. */
    private record Promise(long count, double mean, double variance) {
        static Promise of(PlannedTensor tensor) {
            double count = tensor.spec().shape().elementCount();
            double mean = 0;
            double square = 0;
            for (Part part : tensor.parts()) {
                double elements = part.region().shape().elementCount();
                Promise promise = of((long) elements, part.content());
                mean += elements / count * promise.mean;
                square += elements / count * (promise.variance + promise.mean * promise.mean);
            }
            return new Promise((long) count, mean, square - mean * mean);
        }

        private static Promise of(long count, Content content) {
            return switch (content) {
                case Content.Drawn(Distribution distribution) -> of(count, distribution);
                case Content.Indexed indexed -> among(LongStream.range(0, count).mapToDouble(indexed::at).toArray());
                case Content.Mapped mapped when mapped.base() instanceof Uniform(double low, double high) ->
                    among(IntStream.range(0, POINTS)
                            .mapToDouble(i -> mapped.map(low + (i + 0.5) / POINTS * (high - low)))
                            .toArray());
                default -> throw new AssertionError("no family has " + content);
            };
        }

        private static Promise of(long count, Distribution distribution) {
            return switch (distribution) {
                case Constant(double value) -> new Promise(count, value, 0);
                case Normal(double mean, double std) -> new Promise(count, mean, std * std);
                case TruncatedNormal normal ->
                    new Promise(count, normal.mean() + normal.std() * normal.moments().mean(),
                            Math.pow(normal.std() * normal.moments().std(), 2));
                case Uniform(double low, double high) ->
                    new Promise(count, (low + high) / 2, (high - low) * (high - low) / 12);
            };
        }

        private static Promise among(double[] values) {
            double mean = Arrays.stream(values).average().orElseThrow();
            return new Promise(values.length, mean,
                    Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElseThrow());
        }

        /** The standard error of a mean is σ/√n, that of a Gaussian's std σ/√(2n). */
        double deviation(Saved saved) {
            double std = Math.sqrt(variance);
            return Math.max(Math.abs(saved.mean() - mean) / (std / Math.sqrt((double) count)),
                    Math.abs(saved.std() - std) / (std / Math.sqrt(2.0 * count)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.goldilocks.model.TestConfigs#allManifests")
    void namesShapesAndTypesAreEqual(String folder) {
        Function<Saved, String> line = saved -> saved.name() + " " + saved.dtype() + " " + saved.shape();
        List<String> planned = plan(folder).tensors().stream().map(PlannedTensor::spec)
                .map(spec -> spec.name() + " " + spec.dtype() + " " + spec.shape()).sorted().toList();
        assertEquals(saved(folder).stream().map(line).sorted().toList(), planned);
    }

    @ParameterizedTest
    @MethodSource("inStateDictOrder")
    void tensorsStandInStateDictOrder(String folder) {
        assertEquals(saved(folder).stream().map(Saved::name).toList(),
                plan(folder).tensors().stream().map(tensor -> tensor.spec().name()).toList());
    }

    @ParameterizedTest
    @MethodSource("io.goldilocks.model.TestConfigs#allManifests")
    void statisticsAgree(String folder) {
        Map<String, PlannedTensor> planned = plan(folder).tensors().stream()
                .collect(Collectors.toMap(tensor -> tensor.spec().name(), Function.identity()));
        int random = 0;
        for (Saved saved : saved(folder)) {
            PlannedTensor tensor = Objects.requireNonNull(planned.get(saved.name()), saved.name());
            Promise promise = Promise.of(tensor);
            if (promise.variance() == 0) {
                assertEquals(promise.mean(), saved.min(), saved.name());
                assertEquals(promise.mean(), saved.max(), saved.name());
            } else {
                random++;
                assertTrue(promise.deviation(saved) < LIMIT, saved + " is no sample of " + tensor.describe());
            }
        }
        assertTrue(random > 8, random + " random tensors");
    }

    /** The check above would see one rule in the place of another: here GPT-2's own, without the √(2·n_layer). */
    @Test
    void aWrongRuleWouldBeSeen() {
        Saved residual = saved("gpt2").stream().filter(saved -> saved.name().endsWith("0.attn.c_proj.weight"))
                .findFirst()
                .orElseThrow();
        PlannedTensor plain = plan("gpt2").tensors().stream()
                .filter(tensor -> tensor.spec().name().endsWith("0.attn.c_attn.weight")).findFirst().orElseThrow();
        double deviation = new Promise(96 * 96, Promise.of(plain).mean(), Promise.of(plain).variance())
                .deviation(residual);
        assertTrue(deviation > 10 * LIMIT, "deviation " + deviation);
    }

    /** The manifests that keep the order of the state dict; the others are sorted by name. */
    static List<String> inStateDictOrder() {
        return Stream.concat(Stream.of("gpt2-cross", "llama-heads"), TestConfigs.flagManifests().stream()
                .filter(folder -> RENAMED.stream().noneMatch(family -> folder.startsWith("flags/" + family + "-"))))
                .toList();
    }

    private static ModelPlan plan(String folder) {
        return ModelPlan.of(TestConfigs.changed(folder), null);
    }

    private static List<Saved> saved(String folder) {
        List<Saved> rows = new ArrayList<>();
        @Nullable
        Object tensors = TestConfigs.read(folder, "manifest.json").get("tensors");
        ((List<?>) Objects.requireNonNull(tensors)).forEach(row -> rows.add(Saved.of((Map<?, ?>) row)));
        return rows;
    }
}
