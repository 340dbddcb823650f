// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several layers that read the same inputs, stored as one matrix with their outputs side by side, such as queries, keys and
 * values, or gate and up. Each has fans of its own. Layers of equal size that are interleaved instead have the fans that
 * this layout states, too.
 *
 * @param layers the layers in order, at least one
 * @param of how the matrix is stored
 */
public record FusedLayout(List<Layer> layers, MatrixLayout of) implements Layout {
    /**
     * One of the layers.
     *
     * @param name what a reader knows it by, letters, digits and underscores; not {@code of}
     * @param outputs how many outputs it has, at least 1
     */
    public record Layer(String name, long outputs) {
        /**
         * Checks name and size.
         *
         * @throws IllegalArgumentException if one is malformed
         */
        public Layer {
            if (!name.matches("\\w+") || name.equals("of") || outputs < 1) {
                throw new IllegalArgumentException("layout fused layer " + name + "=" + outputs
                        + " is malformed: expected a name and at least 1 output, as in fused(q=4096,k=1024,v=1024)");
            }
        }
    }

    /**
     * Checks the layers.
     *
     * @throws IllegalArgumentException if there are none, or their outputs overflow
     */
    public FusedLayout {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException(
                    "layout fused is malformed: expected its layers, as in fused(q=4096,k=1024,v=1024)");
        }
        outputs(layers);
    }

    @Override
    public boolean hasFans(int rank) {
        return rank == 2;
    }

    @Override
    public Fans fans(Shape shape) {
        Layouts.requireFans(this, shape);
        Fans fans = of.fans(shape);
        if (fans.out() != outputs(layers)) {
            throw new IllegalArgumentException("layout " + this + " does not fit shape " + shape + ": its layers have "
                    + outputs(layers) + " outputs, axis " + of.outAxis() + " has " + fans.out());
        }
        return fans;
    }

    @Override
    public List<Block> blocks(Shape shape) {
        long in = fans(shape).in();
        List<Block> blocks = new ArrayList<>();
        long start = 0;
        for (Layer layer : layers) {
            List<Slice.Range> ranges = new ArrayList<>(Slice.whole(shape).ranges());
            ranges.set(of.outAxis(), new Slice.Range(start, start + layer.outputs()));
            blocks.add(new Block(new Slice(ranges), new Fans(in, layer.outputs())));
            start += layer.outputs();
        }
        return List.copyOf(blocks);
    }

    @Override
    public List<Slice> matrices(Shape shape) {
        return Layouts.slices(blocks(shape));
    }

    /** Returns the written form, for example {@code fused(q=4096,k=1024,v=1024)}; a linear matrix is not written. */
    @Override
    public String toString() {
        return layers.stream().map(layer -> layer.name() + "=" + layer.outputs())
                .collect(Collectors.joining(",", "fused(", of == MatrixLayout.LINEAR ? ")" : ",of=" + of + ")"));
    }

    private static long outputs(List<Layer> layers) {
        try {
            return layers.stream().mapToLong(Layer::outputs).reduce(0, Math::addExact);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("layout fused has more than 2^63 - 1 outputs", e);
        }
    }
}
