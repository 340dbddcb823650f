// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.json.JsonException;
import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects the tensors of a model, module by module as torch nests them. Names are relative to the module that the builder
 * stands for. Used by one thread.
 */
final class PlanBuilder {
    /** The most tensors a plan may have: a few times those of the largest mixtures of experts there are. */
    static final int MAX_TENSORS = 1 << 18;

    private final ModelConfig config;
    private final DType dtype;
    private final String prefix;
    private final List<PlannedTensor> tensors;

    PlanBuilder(ModelConfig config, DType dtype) {
        this(config, dtype, "", new ArrayList<>());
    }

    private PlanBuilder(ModelConfig config, DType dtype, String prefix, List<PlannedTensor> tensors) {
        this.config = config;
        this.dtype = dtype;
        this.prefix = prefix;
        this.tensors = tensors;
    }

    List<PlannedTensor> tensors() {
        return List.copyOf(tensors);
    }

    /** Adds modules 0 to count − 1, named {@code module.i}, of one shape or of several. */
    void repeat(String module, long count, Consumer<PlanBuilder> body) {
        for (long i = 0; i < count; i++) {
            int before = tensors.size();
            body.accept(new PlanBuilder(config, dtype, prefix + module + "." + i + ".", tensors));
            // After the first module, so that a billion of them are refused before they are built.
            if (tensors.size() + (count - 1 - i) * (tensors.size() - before) > MAX_TENSORS) {
                throw new JsonException(config.source() + ": " + count + " times '" + prefix + module
                        + "' make more than " + MAX_TENSORS + " tensors, the most there may be: lower the number");
            }
        }
    }

    /** Adds {@code module.weight} of shape [out, in] and, if asked for, a zero {@code module.bias} of shape [out]. */
    void linear(String module, Initializer weight, boolean bias, long out, long in) {
        add(module + ".weight", Layout.LINEAR, weight, out, in);
        if (bias) {
            add(module + ".bias", Layout.VECTOR, Initializers.zeros(), out);
        }
    }

    /** Adds {@code module.weight} of shape [in, out] and a zero {@code module.bias} of shape [out]. */
    void conv1d(String module, Initializer weight, long in, long out) {
        add(module + ".weight", Layout.CONV1D, weight, in, out);
        add(module + ".bias", Layout.VECTOR, Initializers.zeros(), out);
    }

    /** Adds {@code module.weight} of shape [count, dim]. */
    void embedding(String module, Initializer weight, long count, long dim) {
        add(module + ".weight", Layout.EMBEDDING, weight, count, dim);
    }

    /** Adds {@code module.weight} of ones and {@code module.bias} of zeros. */
    void layerNorm(String module, long size) {
        rmsNorm(module, size);
        add(module + ".bias", Layout.VECTOR, Initializers.zeros(), size);
    }

    /** Adds {@code module.weight} of ones. */
    void rmsNorm(String module, long size) {
        add(module + ".weight", Layout.VECTOR, Initializers.ones(), size);
    }

    private void add(String name, Layout layout, Initializer initializer, long... extents) {
        try {
            tensors.add(
                    new PlannedTensor(new TensorSpec(prefix + name, Shape.of(extents), dtype), layout, initializer));
        } catch (IllegalArgumentException e) {
            throw new JsonException(config.source() + ": tensor '" + prefix + name + "' is too large: "
                    + e.getMessage());
        }
    }
}
