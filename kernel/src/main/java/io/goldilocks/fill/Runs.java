// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static java.util.Objects.requireNonNull;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import org.jspecify.annotations.Nullable;

/**
 * A box of a tensor as runs of elements that are consecutive both in the tensor and in the packed window that holds the box.
 * Runs are computed from their number alone, so threads can start anywhere.
 */
final class Runs {
    private final long length;
    private final long count;
    /** The axes that are walked from run to run, outermost first: their lengths, and what a step on each skips. */
    private final long[] lengths;
    private final long[] tensorStrides;
    private final long[] windowStrides;
    private final long tensorOrigin;
    private final long windowOrigin;

    /** Cuts {@code box}, which lies inside {@code window}, which lies inside {@code shape}. */
    Runs(Shape shape, Slice window, Slice box) {
        int rank = shape.rank();
        int walked = rank;
        long runLength = 1;
        // Inner axes join a run as long as those inside them are whole; the first that is not ends it.
        boolean whole = true;
        while (walked > 0 && whole) {
            walked--;
            runLength *= box.ranges().get(walked).length();
            whole = box.ranges().get(walked).length() == shape.extent(walked);
        }
        lengths = new long[walked];
        tensorStrides = new long[walked];
        windowStrides = new long[walked];
        long tensorStart = 0;
        long windowStart = 0;
        long tensorStride = 1;
        long windowStride = 1;
        long runs = 1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            Slice.Range inBox = box.ranges().get(axis);
            Slice.Range inWindow = window.ranges().get(axis);
            if (axis < walked) {
                lengths[axis] = inBox.length();
                tensorStrides[axis] = tensorStride;
                windowStrides[axis] = windowStride;
                runs *= inBox.length();
            }
            tensorStart += inBox.start() * tensorStride;
            windowStart += (inBox.start() - inWindow.start()) * windowStride;
            tensorStride *= shape.extent(axis);
            windowStride *= inWindow.length();
        }
        length = runLength;
        count = runs;
        tensorOrigin = tensorStart;
        windowOrigin = windowStart;
    }

    /** Elements in the box. */
    long elements() {
        return length * count;
    }

    /** Where the first element stands in the packed window. */
    long firstInWindow() {
        return windowOrigin;
    }

    private long walkTensor(long run) {
        return tensorOrigin + walk(run, tensorStrides);
    }

    private long walkWindow(long run) {
        return windowOrigin + walk(run, windowStrides);
    }

    private long walk(long run, long[] strides) {
        long offset = 0;
        long rest = run;
        for (int axis = lengths.length - 1; axis >= 0; axis--) {
            offset += rest % lengths[axis] * strides[axis];
            rest /= lengths[axis];
        }
        return offset;
    }

    /** Walks a range of a box's elements, run by run. Each worker has one and reuses it, so that walking allocates nothing. */
    static final class Cursor {
        private @Nullable Runs runs;
        private long next;
        private long end;
        private long inTensor;
        private long inWindow;
        private long length;

        /** Goes to before element {@code first} of the box, to walk {@code count} elements. */
        void reset(Runs of, long first, long count) {
            runs = of;
            next = first;
            end = first + count;
        }

        /** Goes to the next run, or what the range holds of it; false at the end. */
        boolean advance() {
            Runs of = requireNonNull(runs);
            if (next == end) {
                return false;
            }
            long run = next / of.length;
            long within = next % of.length;
            length = Math.min(end - next, of.length - within);
            inTensor = of.walkTensor(run) + within;
            inWindow = of.walkWindow(run) + within;
            next += length;
            return true;
        }

        /** Where the run begins in the tensor, as a global element index. */
        long inTensor() {
            return inTensor;
        }

        /** Where the run begins in the packed window, in elements. */
        long inWindow() {
            return inWindow;
        }

        /** Elements in the run. */
        long length() {
            return length;
        }
    }
}
