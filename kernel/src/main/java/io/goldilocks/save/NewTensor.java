// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.fill.FillTask;
import io.goldilocks.init.Part;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of a new checkpoint, and where its bytes come from.
 *
 * @param spec its name, shape and element type
 * @param sources what follows one another without a gap, in C order, from its first byte to its last
 */
public record NewTensor(TensorSpec spec, List<Source> sources) {
    private static final FillTask.Target NOWHERE = new FillTask.Streamed((_, _) -> {});

    /**
     * Checks that the sources make the tensor.
     *
     * @throws IllegalArgumentException if they have more or fewer bytes than the tensor, a window is not made of whole rows or
     *     does not begin where the source before ends, or as {@link FillTask} does
     */
    public NewTensor {
        sources = List.copyOf(sources);
        long end = 0;
        for (Source source : sources) {
            if (source instanceof Source.Fill fill) {
                requireNext(spec, fill, end);
            }
            end += source.byteSize(spec.dtype());
        }
        if (end != spec.byteSize()) {
            throw new IllegalArgumentException("the sources of tensor '" + spec.name() + "' have " + end
                    + " bytes: expected the " + spec.byteSize() + " of shape " + spec.shape() + " and type "
                    + spec.dtype());
        }
    }

    /**
     * Makes a tensor all of whose values are made.
     *
     * @param spec the tensor
     * @param parts what its elements are
     * @param stream its random words
     * @return the new tensor
     * @throws IllegalArgumentException as {@link FillTask} does
     */
    public static NewTensor filled(TensorSpec spec, List<Part> parts, TensorStream stream) {
        return new NewTensor(spec, List.of(new Source.Fill(Slice.whole(spec.shape()), parts, stream)));
    }

    /** The task that makes a source's bytes at an offset of a target. */
    static FillTask task(TensorSpec spec, Source.Fill fill, FillTask.Target target, long offset) {
        return new FillTask(spec, fill.window(), fill.parts(), fill.stream(), target, offset);
    }

    private static void requireNext(TensorSpec spec, Source.Fill fill, long expected) {
        long begin = task(spec, fill, NOWHERE, 0).byteSize() == 0 ? expected : begin(spec, fill.window());
        if (begin != expected) {
            throw new IllegalArgumentException("the slice " + fill.window() + " of tensor '" + spec.name()
                    + "' begins at byte " + begin + ": expected to begin at byte " + expected
                    + ", where the source before ends");
        }
    }

    /** Where a range of rows begins in its tensor, in bytes. */
    private static long begin(TensorSpec spec, Slice window) {
        Shape shape = spec.shape();
        if (shape.rank() == 0) {
            return 0;
        }
        List<Long> before = new ArrayList<>(shape.extents());
        before.set(0, window.ranges().getFirst().start());
        for (int axis = 1; axis < shape.rank(); axis++) {
            if (window.ranges().get(axis).length() != shape.extent(axis)) {
                throw new IllegalArgumentException("the slice " + window + " of tensor '" + spec.name()
                        + "' leaves out part of axis " + axis + ": expected whole rows of shape " + shape);
            }
        }
        return new Shape(before).byteSize(spec.dtype());
    }
}
