// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.init.Part;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that decides the bits of a lone tensor, or a slice of it. A safetensors file of one tensor states it in its header.
 *
 * @param tensor the whole tensor
 * @param window the slice that is made
 * @param layout what the tensor's axes mean
 * @param initializer the rule for its values
 * @param seed the seed
 */
public record TensorProvenance(TensorSpec tensor, Slice window, Layout layout, Initializer initializer, long seed) {
    private static final String ENGINE = "goldilocks.engine";
    private static final String STREAM_FORMAT = "goldilocks.stream_format";
    private static final String SEED = "goldilocks.seed";
    private static final String SHAPE = "goldilocks.shape";
    private static final String SLICE = "goldilocks.slice";
    private static final String LAYOUT = "goldilocks.layout";
    private static final String INITIALIZER = "goldilocks.initializer";

    /**
     * Checks the slice.
     *
     * @throws IllegalArgumentException if it is not inside the tensor
     */
    public TensorProvenance {
        window.requireWithin(tensor.shape());
    }

    /**
     * Says how a whole tensor was made.
     *
     * @param tensor the tensor
     * @param layout what its axes mean
     * @param initializer its initialiser
     * @param seed the seed
     * @return its provenance
     */
    public static TensorProvenance whole(TensorSpec tensor, Layout layout, Initializer initializer, long seed) {
        return new TensorProvenance(tensor, Slice.whole(tensor.shape()), layout, initializer, seed);
    }

    /**
     * Reads what the header of a file states.
     *
     * @param file the file
     * @return the provenance, or nothing if the header states none for a lone tensor
     * @throws IllegalArgumentException if it is malformed, does not fit the tensor, or is of another engine or stream format; the
     *     message names the file and the key
     */
    public static Optional<TensorProvenance> of(SafetensorsFile file) {
        Map<String, String> metadata = file.metadata();
        if (!metadata.containsKey(INITIALIZER)) {
            return Optional.empty();
        }
        if (file.tensors().size() != 1) {
            throw new IllegalArgumentException(file.path() + ": " + INITIALIZER + " is for one tensor, found "
                    + file.tensors().size());
        }
        require(file, STREAM_FORMAT, Integer.toString(TensorStream.FORMAT));
        require(file, ENGINE, TensorStream.ENGINE);
        TensorSpec stored = file.tensors().getFirst().spec();
        try {
            Shape shape = Shape.parse(text(metadata, SHAPE));
            return Optional.of(new TensorProvenance(new TensorSpec(stored.name(), shape, stored.dtype()),
                    Slice.parse(text(metadata, SLICE), shape), Layout.parse(text(metadata, LAYOUT)),
                    Initializers.parse(text(metadata, INITIALIZER)), Long.parseLong(text(metadata, SEED))));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file.path() + ": metadata is malformed: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the tensor as it stands in a file.
     *
     * @return the slice as a tensor of its own, under the whole tensor's name
     */
    public TensorSpec stored() {
        return new TensorSpec(tensor.name(), window.shape(), tensor.dtype());
    }

    /**
     * Resolves the rule.
     *
     * @return disjoint parts that together cover the tensor
     * @throws IllegalArgumentException if rule, layout and shape do not fit each other
     */
    public List<Part> parts() {
        return initializer.parts(tensor.shape(), layout);
    }

    /**
     * Returns what a header says.
     *
     * @return text by keys; {@code format: pt} is what the Hugging Face libraries ask for
     */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>(Provenance.metadata(TensorStream.ENGINE, seed));
        metadata.put(SHAPE, written(tensor.shape()));
        metadata.put(SLICE, window.toString());
        metadata.put(LAYOUT, layout.toString());
        metadata.put(INITIALIZER, initializer.toString());
        return metadata;
    }

    private static String written(Shape shape) {
        return String.join("x", shape.extents().stream().map(String::valueOf).toList());
    }

    private static void require(SafetensorsFile file, String key, String here) {
        String found = text(file.metadata(), key);
        if (!here.equals(found)) {
            throw new IllegalArgumentException(file.path() + ": metadata " + key
                    + " does not fit this version: it comes to "
                    + here + " here, and was " + found + " in version " + file.metadata().get(Provenance.VERSION_KEY));
        }
    }

    private static String text(Map<String, String> metadata, String key) {
        String text = metadata.get(key);
        if (text == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return text;
    }
}
