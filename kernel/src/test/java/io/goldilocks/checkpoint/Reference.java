// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The files that the reference writers made; {@code reference/make.py} says how. */
final class Reference {
    static final List<String> SAFETENSORS = List.of("empty.safetensors", "empty-with-metadata.safetensors",
            "aligned.safetensors", "padded.safetensors", "integers.safetensors", "fp4.safetensors",
            "dtypes.safetensors", "shapes.safetensors", "names.safetensors");

    private Reference() {}

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Reference.class.getResourceAsStream("reference/" + name), name)) {
            return in.readAllBytes();
        }
    }

    static Path copy(String name, Path folder) throws IOException {
        return Files.write(folder.resolve(name), bytes(name));
    }
}
