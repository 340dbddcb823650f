// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.json.JsonException;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every tensor that the checkpoint of a model holds. Tied weights stand there once, under the name that transformers saves.
 * Immutable and thread-safe.
 *
 * @param family the model type, for example {@code llama}
 * @param dtype the type the checkpoint is made for; a tensor may state another
 * @param dimensions the sizes of the model
 * @param tensors the tensors in state-dict order, each name once
 */
public record ModelPlan(String family, DType dtype, Dimensions dimensions, List<PlannedTensor> tensors) {
    /**
     * Checks names and size.
     *
     * @throws IllegalArgumentException if two tensors have the same name, or the sizes in bytes overflow a signed 64-bit
     *     integer
     */
    public ModelPlan {
        tensors = List.copyOf(tensors);
        Set<String> names = new HashSet<>();
        long bytes = 0;
        for (PlannedTensor tensor : tensors) {
            if (!names.add(tensor.spec().name())) {
                throw new IllegalArgumentException(
                        "the plan has two tensors named '" + tensor.spec().name() + "': expected each name once");
            }
            if (tensor.spec().byteSize() > Long.MAX_VALUE - bytes) {
                throw new IllegalArgumentException("the plan is too large: with tensor '" + tensor.spec().name()
                        + "' it passes 2^63 bytes");
            }
            bytes += tensor.spec().byteSize();
        }
    }

    /**
     * Plans the checkpoint of a config.
     *
     * @param config the config
     * @param dtype the element type, or null for the one that the config's {@code dtype}, else its {@code torch_dtype}, names,
     *     else F32
     * @return the plan
     * @throws JsonException if a field is missing, malformed, absurd or unknown, or does not fit another
     * @throws IllegalArgumentException if {@code dtype} is not a type that Goldilocks fills
     */
    public static ModelPlan of(ModelConfig config, @Nullable DType dtype) {
        DType type = dtype == null ? dtype(config) : dtype;
        if (!type.isFillable()) {
            throw new IllegalArgumentException("dtype " + type + " cannot be filled: expected one of the float types");
        }
        config.requireAbsent("quantization_config", "quantised weights cannot be initialised: remove the field");
        Family family = Families.of(config);
        PlanBuilder builder = new PlanBuilder(config, type);
        Dimensions dimensions = family.architecture(config).add(config, builder);
        try {
            return new ModelPlan(family.modelType(), type, dimensions, builder.tensors());
        } catch (IllegalArgumentException e) {
            throw new JsonException(config.source() + ": " + e.getMessage());
        }
    }

    /**
     * Counts the elements of all tensors.
     *
     * @return the number of parameters, tied ones once
     */
    public long parameterCount() {
        return tensors.stream().mapToLong(tensor -> tensor.spec().shape().elementCount()).sum();
    }

    /**
     * Sums the sizes of all tensors.
     *
     * @return the size in bytes, without any file's header
     */
    public long byteSize() {
        return tensors.stream().mapToLong(tensor -> tensor.spec().byteSize()).sum();
    }

    /**
     * Returns a hash of all that decides the values, besides seed and engine.
     *
     * @return SHA-256 in hex of the tensors' lines in UTF-8, in order, each ended by a line feed: dtype, shape as
     *     {@code [2, 3]}, layout, initialiser in its written form, name, with a tab between two of them
     */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (PlannedTensor tensor : tensors) {
                TensorSpec spec = tensor.spec();
                String line = String.join("\t", spec.dtype().name(), spec.shape().toString(),
                        tensor.layout().toString(), tensor.initializer().toString(), spec.name()) + "\n";
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static DType dtype(ModelConfig config) {
        for (String field : List.of("dtype", "torch_dtype")) {
            Optional<String> name = config.optionalText(field);
            if (name.isPresent()) {
                try {
                    return DType.parse(name.get());
                } catch (IllegalArgumentException e) {
                    throw config.invalid(field, "is malformed: " + e.getMessage());
                }
            }
        }
        return DType.F32;
    }
}
