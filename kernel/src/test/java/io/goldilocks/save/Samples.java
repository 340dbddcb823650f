// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Small checkpoints, and what is in a folder. */
final class Samples {
    static final int TENSORS = 7;
    static final long TENSOR_BYTES = 1000;

    private Samples() {}

    /** Seven tensors of 1,000 bytes; what differs with the seed is stated as a provenance does. */
    static CheckpointJob job(long seed) {
        List<NewTensor> tensors = new ArrayList<>();
        for (int i = 0; i < TENSORS; i++) {
            tensors.add(normal("layer." + i, seed));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("goldilocks.json", "{\"seed\": " + seed + "}\n");
        texts.put("config.json", "{\"of\": " + seed + "}\n");
        return new CheckpointJob("model", tensors, Map.of("format", "pt"), texts, Set.of("multipliers.json"));
    }

    static NewTensor normal(String name, long seed) {
        TensorSpec spec = new TensorSpec(name, Shape.of(10, 25), DType.F32);
        return NewTensor.filled(spec, Initializers.normal(0, 1).parts(spec.shape(), Layout.LINEAR),
                TensorStream.of(seed, name));
    }

    /** Tensors of given sizes in bytes, which are never made. */
    static List<NewTensor> sized(List<Long> sizes) {
        List<NewTensor> tensors = new ArrayList<>();
        for (long size : sizes) {
            TensorSpec spec = new TensorSpec("t" + tensors.size(), Shape.of(size), DType.F8_E5M2);
            tensors.add(NewTensor.filled(spec, Initializers.zeros().parts(spec.shape(), Layout.VECTOR),
                    TensorStream.of(0, spec.name())));
        }
        return tensors;
    }

    /** Hashes of all files of a folder by their names; {@code .goldilocks/…} among them. */
    static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                files.put(folder.relativize(path).toString(), hash(Files.readAllBytes(path)));
            }
        }
        return files;
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
