// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.init.Fans;
import io.goldilocks.init.Layout;
import io.goldilocks.json.JsonException;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
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
    private final Optional<Place.Layer> layer;
    private final List<PlannedTensor> tensors;

    PlanBuilder(ModelConfig config, DType dtype) {
        this(config, dtype, "", Optional.empty(), new ArrayList<>());
    }

    private PlanBuilder(ModelConfig config, DType dtype, String prefix, Optional<Place.Layer> layer,
            List<PlannedTensor> tensors) {
        this.config = config;
        this.dtype = dtype;
        this.prefix = prefix;
        this.layer = layer;
        this.tensors = tensors;
    }

    List<PlannedTensor> tensors() {
        return List.copyOf(tensors);
    }

    /** Adds the layers of a stack, named {@code module.i}; the body hears the index i. */
    void layers(String module, Stack stack, long count, BiConsumer<PlanBuilder, Integer> body) {
        repeat(module, count, i -> body.accept(new PlanBuilder(config, dtype, prefix + module + "." + i + ".",
                Optional.of(new Place.Layer(stack, i, (int) count)), tensors), i));
    }

    /** Adds {@code module.weight} of shape [out, in] and, if asked for, a zero {@code module.bias} of shape [out]. */
    void linear(String module, Role role, Rule rule, boolean bias, long out, long in) {
        weight(module, Layout.LINEAR, role, rule, out, in);
        if (bias) {
            bias(module, role, new Fans(in, out), out);
        }
    }

    /** Adds {@code module.weight} of shape [in, out] and a zero {@code module.bias} of shape [out]. */
    void conv1d(String module, Role role, Rule rule, long in, long out) {
        weight(module, Layout.CONV1D, role, rule, in, out);
        bias(module, role, new Fans(in, out), out);
    }

    /** Adds {@code module.weight} of shape [count, dim]. */
    void embedding(String module, Role role, Rule rule, long count, long dim) {
        weight(module, Layout.EMBEDDING, role, rule, count, dim);
    }

    /** Adds {@code module.weight} of ones and {@code module.bias} of zeros. */
    void layerNorm(String module, long size) {
        norm(module, BaseRule.NORM, size);
        vector(module + ".bias", Role.NORM, true, Optional.empty(), BaseRule.BIAS, size);
    }

    /** Adds the {@code module.weight} of a norm without a shift. */
    void norm(String module, Rule rule, long size) {
        vector(module + ".weight", Role.NORM, false, Optional.empty(), rule, size);
    }

    private void repeat(String module, long count, Consumer<Integer> body) {
        for (int i = 0; i < count; i++) {
            int before = tensors.size();
            body.accept(i);
            // After the first module, so that a billion of them are refused before they are built.
            if (tensors.size() + (count - 1 - i) * (tensors.size() - before) > MAX_TENSORS) {
                throw new JsonException(config.source() + ": " + count + " times '" + prefix + module
                        + "' make more than " + MAX_TENSORS + " tensors, the most there may be: lower the number");
            }
        }
    }

    private void bias(String module, Role role, Fans fans, long out) {
        vector(module + ".bias", role, true, Optional.of(fans), BaseRule.BIAS, out);
    }

    private void weight(String module, Layout layout, Role role, Rule rule, long... extents) {
        TensorSpec spec = spec(module + ".weight", extents);
        add(spec, layout, new Place(role, false, layer, false, Optional.of(layout.fans(spec.shape()))), rule);
    }

    private void vector(String name, Role role, boolean bias, Optional<Fans> fans, Rule rule, long extent) {
        add(spec(name, extent), Layout.VECTOR, new Place(role, bias, layer, false, fans), rule);
    }

    private void add(TensorSpec spec, Layout layout, Place place, Rule rule) {
        tensors.add(new PlannedTensor(spec, layout, place, rule));
    }

    private TensorSpec spec(String name, long... extents) {
        try {
            return new TensorSpec(prefix + name, Shape.of(extents), dtype);
        } catch (IllegalArgumentException e) {
            throw new JsonException(config.source() + ": tensor '" + prefix + name + "' is too large: "
                    + e.getMessage());
        }
    }
}
