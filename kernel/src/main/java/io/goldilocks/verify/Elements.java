// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.checkpoint.ElementReader;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.lang.foreign.MemorySegment;
import java.util.function.ObjIntConsumer;

/**
 * The elements of a stored tensor as doubles.
 *
 * @param data the bytes
 * @param dtype their type
 * @param reader reads one of them
 */
record Elements(MemorySegment data, DType dtype, ElementReader reader) {
    private static final int BLOCK = 2048;

    /** Reads the finite elements of a box in C order, block by block; the block is reused. */
    void forEach(Shape shape, Slice box, ObjIntConsumer<double[]> taker) {
        if (!box.isEmpty()) {
            walk(shape, box, 0, 0, new double[BLOCK], taker);
        }
    }

    /** Reads the finite elements of the whole tensor. */
    void forEach(ObjIntConsumer<double[]> taker) {
        run(0, data.byteSize() / dtype.byteSize(), new double[BLOCK], taker);
    }

    private void walk(Shape shape, Slice box, int axis, long origin, double[] block, ObjIntConsumer<double[]> taker) {
        if (isWhole(shape, box, axis + 1) || axis == shape.rank()) {
            long inner = stride(shape, axis);
            Slice.Range range = axis == shape.rank() ? new Slice.Range(0, 1) : box.ranges().get(axis);
            run(origin + range.start() * inner, range.length() * inner, block, taker);
            return;
        }
        for (long i = box.ranges().get(axis).start(); i < box.ranges().get(axis).end(); i++) {
            walk(shape, box, axis + 1, origin + i * stride(shape, axis), block, taker);
        }
    }

    private static boolean isWhole(Shape shape, Slice box, int from) {
        for (int axis = from; axis < shape.rank(); axis++) {
            if (box.ranges().get(axis).length() != shape.extent(axis)) {
                return false;
            }
        }
        return true;
    }

    /** How many elements a step on an axis skips. */
    private static long stride(Shape shape, int axis) {
        long stride = 1;
        for (int inner = axis + 1; inner < shape.rank(); inner++) {
            stride *= shape.extent(inner);
        }
        return stride;
    }

    private void run(long first, long count, double[] block, ObjIntConsumer<double[]> taker) {
        int size = dtype.byteSize();
        int held = 0;
        for (long i = first; i < first + count; i++) {
            double value = reader.read(data, i * size);
            if (Double.isFinite(value)) {
                block[held] = value;
                held++;
            }
            if (held == BLOCK) {
                taker.accept(block, held);
                held = 0;
            }
        }
        if (held > 0) {
            taker.accept(block, held);
        }
    }
}
