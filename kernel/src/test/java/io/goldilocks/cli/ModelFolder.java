// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.checkpoint.ElementReader;
import io.goldilocks.checkpoint.MappedCheckpoint;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/**
 * What a folder of a model holds, read at once.
 *
 * @param config the config
 * @param tensors the bytes of each tensor, by name
 * @param specs the tensors, by name
 */
record ModelFolder(Map<String, Object> config, Map<String, byte[]> tensors, Map<String, TensorSpec> specs) {
    static ModelFolder read(Path folder) throws IOException {
        return read(folder, folder.resolve("config.json"));
    }

    /** The same of any weights and any config. */
    static ModelFolder read(Path weights, Path config) throws IOException {
        Map<String, byte[]> tensors = new TreeMap<>();
        Map<String, TensorSpec> specs = new TreeMap<>();
        try (StoredCheckpoint stored = StoredCheckpoint.open(weights)) {
            for (TensorSpec spec : stored.tensors()) {
                specs.put(spec.name(), spec);
                tensors.put(spec.name(), stored.data(spec.name()).toArray(ValueLayout.JAVA_BYTE));
            }
        }
        return new ModelFolder(JSON.std.mapFrom(Files.readString(config)), tensors, specs);
    }

    /** Seeds a small model of the tests' resources, with some fields of its config changed; null takes one away. */
    static Path seeded(Path parent, String family, Map<String, ? extends @Nullable Object> changes, Object... options)
            throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>(Run.resource(family, "config.json"));
        changes.forEach((field, value) -> {
            if (value == null) {
                fields.remove(field);
            } else {
                fields.put(field, value);
            }
        });
        Path config = Files.writeString(Files.createTempFile(parent, family, ".json"),
                JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(fields));
        Path folder = config.resolveSibling(config.getFileName() + ".model");
        List<Object> arguments = new ArrayList<>(List.of("init", config, "--out", folder, "--quiet", "--seed", 5));
        arguments.addAll(List.of(options));
        Run.done(arguments.toArray());
        return folder;
    }

    /** Does surgery on a model, into a new folder of the parent. */
    static Path operated(Path parent, Path model, Object... command) {
        Path out = parent.resolve("out" + System.nanoTime());
        List<Object> arguments = new ArrayList<>(List.of(command));
        arguments.add(1, model);
        arguments.addAll(List.of("--out", out, "--quiet"));
        Run.done(arguments.toArray());
        return out;
    }

    /** Turns the lowest bit of an element of a stored tensor. */
    static void flip(Path folder, String name, long element) throws IOException {
        Path file;
        TensorSpec spec;
        try (StoredCheckpoint stored = StoredCheckpoint.open(folder)) {
            file = stored.file(name).path();
            spec = stored.find(name).orElseThrow();
        }
        try (MappedCheckpoint mapped = MappedCheckpoint.open(file)) {
            MemorySegment bytes = mapped.segment(mapped.require(spec));
            long at = element * spec.dtype().byteSize();
            bytes.set(ValueLayout.JAVA_BYTE, at, (byte) (bytes.get(ValueLayout.JAVA_BYTE, at) ^ 1));
            mapped.force();
        }
    }

    byte[] bytes(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    TensorSpec spec(String name) {
        return Objects.requireNonNull(specs.get(name), name);
    }

    /** The elements of a tensor as doubles. */
    double[] elements(String name) {
        TensorSpec spec = spec(name);
        MemorySegment bytes = MemorySegment.ofArray(bytes(name));
        ElementReader reader = ElementReader.of(spec.dtype()).orElseThrow();
        double[] elements = new double[(int) spec.shape().elementCount()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = reader.read(bytes, (long) i * spec.dtype().byteSize());
        }
        return elements;
    }

    double[] row(String name, int row) {
        double[] elements = elements(name);
        int width = (int) (elements.length / spec(name).shape().extent(0));
        return Arrays.copyOfRange(elements, row * width, (row + 1) * width);
    }

    /** Asserts that a tensor has the bytes of another's beginning. */
    void assertBeginsAs(String name, byte[] old) {
        byte[] now = bytes(name);
        assertTrue(now.length >= old.length && Arrays.mismatch(now, 0, old.length, old, 0, old.length) < 0,
                () -> name + " does not begin as it was");
    }
}
