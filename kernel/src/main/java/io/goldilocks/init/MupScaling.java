// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;

/**
 * What maximal update parametrisation multiplies for one tensor: its initial values, its learning rate and weight decay, and
 * what the layer puts out. An axis is infinite if it differs from the base, which is a model of another width.
 *
 * <p>Source: the {@code mup} package, {@code infshape.py}, {@code optim.py} and {@code layer.py}; Yang et al., <i>Tensor
 * programs V</i>, 2022, table 8.
 *
 * @param infinite how many of fan_in and fan_out, or of a vector's one axis, differ from the base: 2 for a hidden layer, 1 for
 *     an embedding, a readout or a vector, 0 for what does not grow
 * @param width the factor by which the infinite axis, with two of them fan_in, is wider than in the base
 * @param std the factor on the values of the base: 1/√width for a hidden layer, else 1
 * @param adamLearningRate the factor on the learning rate of Adam and its like: 1/width for a hidden layer, else 1
 * @param adamWeightDecay the factor on the weight decay of Adam and its like: the reciprocal of that on the learning rate
 * @param sgdLearningRate the factor on the learning rate of SGD: for a hidden layer that of fan_out divided by that of fan_in,
 *     with one infinite axis its width
 * @param sgdWeightDecay the factor on the weight decay of SGD: the reciprocal of that on the learning rate
 * @param output the factor on what the layer puts out: 1/width for a readout, whose outputs do not grow, else 1
 */
public record MupScaling(int infinite, double width, double std, double adamLearningRate, double adamWeightDecay,
        double sgdLearningRate, double sgdWeightDecay, double output) {
    /**
     * Compares a tensor with the one of the base.
     *
     * @param shape the tensor's shape
     * @param base the shape that it has in the model of base width
     * @param layout what the axes of both mean
     * @return the factors
     * @throws IllegalArgumentException if the shapes have different ranks or an axis of 0, or do not fit the layout
     */
    public static MupScaling of(Shape shape, Shape base, Layout layout) {
        if (shape.rank() != base.rank() || base.elementCount() == 0) {
            throw new IllegalArgumentException("mup base " + base + " does not fit shape " + shape
                    + ": expected as many axes, none of length 0");
        }
        if (layout instanceof VectorLayout) {
            if (shape.rank() != 1) {
                throw Layouts.unfit(layout, shape);
            }
            double width = (double) shape.extent(0) / base.extent(0);
            return width == 1 ? finite() : one(width, false);
        }
        Fans fans = layout.fans(shape);
        Fans small = baseFans(base, layout);
        double in = (double) fans.in() / small.in();
        double out = (double) fans.out() / small.out();
        if (in != 1 && out != 1) {
            return new MupScaling(2, in, 1 / Math.sqrt(in), 1 / in, in, out / in, in / out, 1);
        }
        if (in == 1 && out == 1) {
            return finite();
        }
        return in == 1 ? one(out, false) : one(in, layout != MatrixLayout.EMBEDDING);
    }

    /** The fans at the base, where what is fused is smaller and so counted together. */
    static Fans baseFans(Shape base, Layout layout) {
        return switch (layout) {
            case FusedLayout fused -> fused.of().fans(base);
            case ExpertsLayout(FusedLayout fused) -> new ExpertsLayout(fused.of()).fans(base);
            default -> layout.fans(base);
        };
    }

    private static MupScaling finite() {
        return new MupScaling(0, 1, 1, 1, 1, 1, 1, 1);
    }

    private static MupScaling one(double width, boolean readout) {
        return new MupScaling(1, width, 1, 1, 1, width, 1 / width, readout ? 1 / width : 1);
    }
}
