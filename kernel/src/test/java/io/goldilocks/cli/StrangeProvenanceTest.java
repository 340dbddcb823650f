// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.jr.ob.JSON;

/** A goldilocks.json of surgery from a stranger, broken in every field in every way, is refused or found wrong. */
class StrangeProvenanceTest {
    private static final Object GONE = new Object();
    private static final List<@Nullable Object> WRONG = Arrays.asList(GONE, null, -1, 0, 1L << 32 | 2, Long.MAX_VALUE,
            1e300,
            "x", true, List.of(), Map.of());
    /** Of tensors, which are alike, as many are broken. */
    private static final int TENSORS = 2;

    @TempDir
    private Path folder;
    private Path model = Path.of("");

    @BeforeEach
    void seed() throws IOException {
        model = ModelFolder.seeded(folder, "llama", Map.of("num_hidden_layers", 1, "hidden_size", 24,
                "intermediate_size", 32, "vocab_size", 64));
    }

    private Path made(Object... command) {
        return ModelFolder.operated(folder, model, command);
    }

    @Test
    void ofALargerVocabulary() throws IOException {
        Path sources = Files.writeString(folder.resolve("tokens.json"), "{\"70\": [1, 2]}");
        broken(made("extend-vocab", "--to", 80, "--sources", sources, "--exclude-rows", "0:3"));
    }

    @Test
    void ofAHead() throws IOException {
        broken(made("add-head", "--head", "sequence-classification", "--labels", 3));
    }

    @Test
    void ofAMixture() throws IOException {
        broken(made("upcycle", "--experts", 2, "--reinit-fraction", 0.5), "--base", model);
    }

    @Test
    void ofWhatWasFilledSince() throws IOException {
        Path mixture = made("upcycle", "--experts", 2);
        Run.done("reinit", mixture, "--tensors", "*.gate.weight", "--quiet");
        Run.done("reinit", mixture, "--tensors", "*.w1.weight", "--init", "orthogonal", "--layout", "linear",
                "--quiet");
        broken(mixture);
    }

    @Test
    void ofAdapters() throws IOException {
        broken(made("lora", "--rank", 2, "--init", "orthogonal"));
    }

    @Test
    void ofWhatWasTakenOff() throws IOException {
        Path rest = folder.resolve("rest" + System.nanoTime());
        Path adapter = made("lora", "--rank", 2, "--init", "pissa", "--residual", rest);
        broken(adapter, "--base", model);
        broken(rest, "--base", model);
    }

    private void broken(Path made, Object... options) throws IOException {
        Path document = made.resolve("goldilocks.json");
        String text = Files.readString(document);
        List<List<Object>> places = new ArrayList<>();
        collect(JSON.std.anyFrom(text), List.of(), places);
        // The fields of a config have tests of their own.
        places.removeIf(place -> place.getFirst().equals("base_config") && place.size() > 1);
        assertTrue(places.size() >= 12, places.toString());
        int told = 0;
        for (List<Object> place : places) {
            for (Object wrong : WRONG) {
                Files.writeString(document, JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES)
                        .asString(with(JSON.std.anyFrom(text), place, wrong)));
                Run run = Run.of(verify(made, options));
                String said = place + " = " + wrong + ": " + run.out() + run.err();
                assertTrue(run.code() <= 2, said);
                assertTrue(!run.err().contains("internal error") && !run.err().contains("out of memory"), said);
                told += run.code() == 0 ? 0 : 1;
            }
        }
        Files.writeString(document, text);
        Run.done(verify(made, options));
        System.out
                .println(places.size() * WRONG.size() + " documents of " + made + ", of which " + told + " were told");
        assertTrue(told > places.size() * WRONG.size() / 2, told + " of " + places.size() * WRONG.size());
    }

    private static Object[] verify(Path made, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("verify", made));
        arguments.addAll(List.of(options));
        return arguments.toArray();
    }

    /** The ways to all values, from the root, by fields and indices. */
    private static void collect(@Nullable Object value, List<Object> way, List<List<Object>> places) {
        Map<?, ?> fields = value instanceof Map<?, ?> map ? map : Map.of();
        int count = 0;
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            if (way.equals(List.of("tensors")) && count++ == TENSORS) {
                break;
            }
            List<Object> next = new ArrayList<>(way);
            next.add(String.valueOf(field.getKey()));
            places.add(next);
            collect(field.getValue(), next, places);
        }
        if (value instanceof List<?> items && !items.isEmpty()) {
            List<Object> next = new ArrayList<>(way);
            next.add(0);
            places.add(next);
            collect(items.getFirst(), next, places);
        }
    }

    private static @Nullable Object with(@Nullable Object value, List<Object> way, @Nullable Object replacement) {
        if (way.isEmpty()) {
            return replacement;
        }
        List<Object> rest = way.subList(1, way.size());
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>(map);
            Object changed = with(copy.get(way.getFirst()), rest, replacement);
            if (changed == GONE) {
                copy.remove(way.getFirst());
            } else {
                copy.put(way.getFirst(), changed);
            }
            return copy;
        }
        List<@Nullable Object> copy = new ArrayList<>((List<?>) requireNonNull(value));
        Object changed = with(copy.getFirst(), rest, replacement);
        copy.removeFirst();
        if (changed != GONE) {
            copy.addFirst(changed);
        }
        return copy;
    }
}
