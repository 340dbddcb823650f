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
import java.util.function.IntConsumer;

/**
 * Collects the tensors of a model, module by module as torch nests them. Names are relative to the module that the builder
 * stands for. Used by one thread.
 */
final class PlanBuilder {
    /** The most tensors a plan may have: a few times those of the largest mixtures of experts there are. */
    static final int MAX_TENSORS = 1 << 18;

    /** Which module a builder stands for. */
    private record Module(String prefix, DType dtype, Optional<Place.Layer> layer, boolean expert) {
        Module child(String name) {
            return new Module(prefix + name + ".", dtype, layer, expert);
        }
    }

    private final ModelConfig config;
    private final List<PlannedTensor> tensors;
    private final Module module;

    PlanBuilder(ModelConfig config, DType dtype) {
        this(config, new ArrayList<>(), new Module("", dtype, Optional.empty(), false));
    }

    private PlanBuilder(ModelConfig config, List<PlannedTensor> tensors, Module module) {
        this.config = config;
        this.tensors = tensors;
        this.module = module;
    }

    List<PlannedTensor> tensors() {
        return List.copyOf(tensors);
    }

    /** Goes inside a module. */
    PlanBuilder inside(String name) {
        return at(module.child(name));
    }

    /** Stays in the module, for tensors that the library keeps in F32 where the checkpoint has one of these types. */
    PlanBuilder inF32(DType... instead) {
        return List.of(instead).contains(module.dtype)
                ? at(new Module(module.prefix, DType.F32, module.layer, module.expert))
                : this;
    }

    /** Adds the layers of a stack, named {@code name.i}; {@code field} is what said how many. The body hears the index. */
    void layers(String name, Stack stack, String field, long count, BiConsumer<PlanBuilder, Integer> body) {
        repeat(name, field, count, i -> {
            Module child = module.child(name + "." + i);
            body.accept(at(new Module(child.prefix, child.dtype,
                    Optional.of(new Place.Layer(stack, i, (int) count)), child.expert)), i);
        });
    }

    /**
     * Adds the experts of a mixture, named {@code name.i}; {@code field} is what said how many. They are alike: the body makes
     * the first, and the others differ from it by name alone, so that thousands of them share their shapes and places.
     */
    void experts(String name, String field, long count, Consumer<PlanBuilder> body) {
        List<PlannedTensor> first = new ArrayList<>();
        String prefix = module.prefix + name + ".";
        repeat(name, field, count, i -> {
            if (i == 0) {
                int before = tensors.size();
                body.accept(at(new Module(prefix + "0.", module.dtype, module.layer, true)));
                first.addAll(tensors.subList(before, tensors.size()));
            } else {
                first.forEach(tensor -> tensors.add(tensor.named(prefix + i
                        + tensor.spec().name().substring(prefix.length() + 1))));
            }
        });
    }

    /** Adds {@code name.weight} of shape [out, in] and, if asked for, a zero {@code name.bias} of shape [out]. */
    void linear(String name, Role role, Rule rule, boolean bias, long out, long in) {
        weight(name, Layout.LINEAR, role, rule, out, in);
        if (bias) {
            bias(name + ".bias", role, new Fans(in, out), out);
        }
    }

    /** Adds {@code name.weight} of shape [in, out] and a zero {@code name.bias} of shape [out]. */
    void conv1d(String name, Role role, Rule rule, long in, long out) {
        weight(name, Layout.CONV1D, role, rule, in, out);
        bias(name + ".bias", role, new Fans(in, out), out);
    }

    /** Adds {@code name.weight} of shape [count, dim]. */
    void embedding(String name, Role role, Rule rule, long count, long dim) {
        weight(name, Layout.EMBEDDING, role, rule, count, dim);
    }

    /** Adds {@code name.weight} of ones and {@code name.bias} of zeros. */
    void layerNorm(String name, long size) {
        norm(name, BaseRule.NORM, size);
        vector(name + ".bias", Role.NORM, true, BaseRule.BIAS, size);
    }

    /** Adds the {@code name.weight} of a norm without a shift. */
    void norm(String name, Rule rule, long size) {
        vector(name + ".weight", Role.NORM, false, rule, size);
    }

    /** Adds a tensor that multiplies no inputs, under its own name. */
    void vector(String name, Role role, boolean bias, Rule rule, long... extents) {
        add(spec(name, extents), Layout.VECTOR, role, bias, Optional.empty(), rule);
    }

    /** Adds {@code name.weight} of a convolution, [out, in, k…], and, if asked for, its zero bias. */
    void conv(String name, Role role, Rule rule, boolean bias, long... extents) {
        weight(name, Layout.CONV, role, rule, extents);
        if (bias) {
            bias(name + ".bias", role, Layout.CONV.fans(Shape.of(extents)), extents[0]);
        }
    }

    /** Adds the zero bias of a layer with these fans, under its own name. */
    void bias(String name, Role role, Fans fans, long size) {
        add(spec(name, size), Layout.VECTOR, role, true, Optional.of(fans), BaseRule.BIAS);
    }

    private void repeat(String name, String field, long count, IntConsumer body) {
        for (int i = 0; i < count; i++) {
            int before = tensors.size();
            body.accept(i);
            // After the first module, so that a billion of them are refused before they are built.
            if (tensors.size() + (count - 1 - i) * (tensors.size() - before) > MAX_TENSORS) {
                throw config.invalid(field, "is too large: " + count + " times '" + module.prefix + name
                        + "' make more than " + MAX_TENSORS + " tensors, the most there may be");
            }
        }
    }

    private PlanBuilder at(Module other) {
        return new PlanBuilder(config, tensors, other);
    }

    private void weight(String name, Layout layout, Role role, Rule rule, long... extents) {
        TensorSpec spec = spec(name + ".weight", extents);
        add(spec, layout, role, false, Optional.of(layout.fans(spec.shape())), rule);
    }

    private void add(TensorSpec spec, Layout layout, Role role, boolean bias, Optional<Fans> fans, Rule rule) {
        tensors.add(new PlannedTensor(spec, layout, new Place(role, bias, module.layer, module.expert, fans), rule));
    }

    private TensorSpec spec(String name, long... extents) {
        try {
            return new TensorSpec(module.prefix + name, Shape.of(extents), module.dtype);
        } catch (IllegalArgumentException e) {
            throw new JsonException(config.source() + ": tensor '" + module.prefix + name + "' is too large: "
                    + e.getMessage());
        }
    }
}
