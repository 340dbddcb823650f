// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.tensor.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a file holds a lone tensor. */
public enum TensorFormat {
    /** A safetensors file with one tensor. */
    SAFETENSORS,
    /** What {@code numpy.save} writes: types F64, F32 and F16 alone, and no name. */
    NPY,
    /** The elements in C order, little-endian, and nothing else. */
    BIN;

    /**
     * Reads the written form.
     *
     * @param text {@code safetensors}, {@code npy} or {@code bin}
     * @return the format
     * @throws IllegalArgumentException for any other text; the message lists those there are
     */
    public static TensorFormat parse(String text) {
        return Arrays.stream(values()).filter(format -> format.toString().equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown format '" + text + "': expected one of "
                        + Arrays.stream(values()).map(TensorFormat::toString).collect(Collectors.joining(", "))));
    }

    /**
     * Tells a format by a file's ending, which is a dot and the written form.
     *
     * @param file the file's name
     * @return the format, or nothing if the ending is another
     */
    public static Optional<TensorFormat> ofEnding(String file) {
        return Arrays.stream(values()).filter(format -> file.endsWith("." + format)).findFirst();
    }

    /**
     * Lays out a file.
     *
     * @param tensor the tensor
     * @param metadata free text under keys, for the formats that hold such
     * @return the file's header
     * @throws IllegalArgumentException if the format has no such type or name
     */
    public CheckpointHeader header(TensorSpec tensor, Map<String, String> metadata) {
        return switch (this) {
            case SAFETENSORS -> SafetensorsHeader.of(List.of(tensor), metadata);
            case NPY -> NpyHeader.of(tensor);
            case BIN -> new NoHeader(tensor);
        };
    }

    /** Returns the written form. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
