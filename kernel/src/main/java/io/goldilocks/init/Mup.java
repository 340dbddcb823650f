// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Maximal update parametrisation: the values that a rule gives in a model of base width, narrowed by √(fan_in/base fan_in)
 * where both fans grow with the width. So a rule that counts fans counts those of the base, and one that states a std means
 * that of the base model. The learning rates and the output multiplier that belong to it are in {@link MupScaling}.
 *
 * <p>Source: Yang et al., <i>Tensor programs V</i>, 2022; the {@code mup} package, {@code init.py}, whose factors on torch's
 * rules all come to this.
 *
 * @param base the shape that the tensor has in the model of base width
 * @param of the rule
 */
public record Mup(Shape base, Initializer of) implements Initializer {
    private static final Parameter<Shape> BASE = Parameter.shape("base");
    private static final Parameter<Initializer> OF = Parameter.rule("of");

    static final List<Definition> DEFINITIONS = List.of(new Definition("mup",
            "the rule at the base shape, divided by √(fan_in/base fan_in) where both fans differ from the base",
            "Yang et al. 2022, muP; the mup package", form -> new Mup(BASE.of(form), OF.of(form)), BASE, OF));

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return of.fans(shape, layout);
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        MupScaling scaling = MupScaling.of(shape, base, layout);
        if (!(of instanceof ByFans rule) || shape.elementCount() == 0) {
            return of.parts(shape, layout).stream().map(part -> scaled(part, scaling.std())).toList();
        }
        Fans whole = layout.fans(shape);
        Fans small = MupScaling.baseFans(base, layout);
        List<Part> parts = new ArrayList<>();
        for (Layout.Block block : layout.blocks(shape)) {
            // What is fused has, in the base, the same part of the outputs.
            long out = Math.max(1, Math.round((double) block.fans().out() / whole.out() * small.out()));
            Distribution atBase = rule.distribution(new Fans(small.in(), out));
            parts.add(scaled(new Part(block.region(), atBase), scaling.std()));
        }
        return List.copyOf(parts);
    }

    /** Returns the written form, for example {@code mup(base=256x256,of=normal(mean=0.0,std=0.02))}. */
    @Override
    public String toString() {
        String shape = String.join("x", base.extents().stream().map(String::valueOf).toList());
        return "mup(base=" + shape + ",of=" + of + ")";
    }

    private Part scaled(Part part, double factor) {
        if (factor == 1) {
            return part;
        }
        if (part.content() instanceof Content.Drawn(Distribution distribution)) {
            return new Part(part.region(), scaled(distribution, factor));
        }
        throw new IllegalArgumentException(
                this + " cannot narrow " + part.content() + " by " + factor
                        + ": expected a rule that draws its values");
    }

    private static Distribution scaled(Distribution distribution, double factor) {
        return switch (distribution) {
            case Constant constant -> constant;
            case Normal(double mean, double std) -> new Normal(mean * factor, std * factor);
            case Uniform(double low, double high) -> new Uniform(low * factor, high * factor);
            case TruncatedNormal(double mean, double std, double low, double high) ->
                new TruncatedNormal(mean * factor, std * factor, low * factor, high * factor);
        };
    }
}
