// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A box inside a tensor: a half-open range [start, end) on each axis.
 *
 * @param ranges one range for each axis, outermost first
 */
public record Slice(List<Range> ranges) {
    /**
     * A half-open range of indices.
     *
     * @param start the first index, at least 0
     * @param end one past the last index, at least {@code start}
     */
    public record Range(long start, long end) {
        /**
         * Checks the order.
         *
         * @throws IllegalArgumentException if {@code start} is negative or beyond {@code end}
         */
        public Range {
            if (start < 0 || end < start) {
                throw new IllegalArgumentException(
                        "range " + start + ":" + end + " is malformed: expected 0 <= start <= end");
            }
        }

        /**
         * Returns the number of indices.
         *
         * @return {@code end − start}
         */
        public long length() {
            return end - start;
        }

        private Range intersect(Range other) {
            long from = Math.max(start, other.start);
            return new Range(from, Math.max(from, Math.min(end, other.end)));
        }
    }

    /** Copies the list. */
    public Slice {
        ranges = List.copyOf(ranges);
    }

    /**
     * Makes a slice from alternating starts and ends.
     *
     * @param startsAndEnds start and end of each axis in turn
     * @return the slice
     * @throws IllegalArgumentException if their number is odd or a range is malformed
     */
    public static Slice of(long... startsAndEnds) {
        if (startsAndEnds.length % 2 != 0) {
            throw new IllegalArgumentException("a slice needs a start and an end for each axis");
        }
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < startsAndEnds.length; i += 2) {
            ranges.add(new Range(startsAndEnds[i], startsAndEnds[i + 1]));
        }
        return new Slice(ranges);
    }

    /**
     * Returns the slice that is the whole tensor.
     *
     * @param shape the tensor's shape
     * @return [0, extent) on each axis
     */
    public static Slice whole(Shape shape) {
        List<Range> ranges = new ArrayList<>(shape.rank());
        for (long extent : shape.extents()) {
            ranges.add(new Range(0, extent));
        }
        return new Slice(ranges);
    }

    /**
     * Reads a slice written as {@code start:end} for each axis, joined by commas; a left-out start is 0, a left-out end the
     * extent of the axis.
     *
     * @param text for example {@code 0:1024,512:}
     * @param shape the tensor's shape, which the slice must fit
     * @return the slice
     * @throws IllegalArgumentException if the text is malformed or the slice does not fit the shape
     */
    public static Slice parse(String text, Shape shape) {
        String[] parts = text.isEmpty() ? new String[0] : text.split(",", -1);
        if (parts.length != shape.rank()) {
            throw new IllegalArgumentException(
                    "slice '" + text + "' has " + parts.length + " ranges, but shape " + shape
                            + " has " + shape.rank() + " axes: state start:end for each axis");
        }
        List<Range> ranges = new ArrayList<>();
        for (int axis = 0; axis < parts.length; axis++) {
            ranges.add(parseRange(parts[axis], shape.extent(axis)));
        }
        Slice slice = new Slice(ranges);
        slice.requireWithin(shape);
        return slice;
    }

    /**
     * Returns the shape of the box.
     *
     * @return the length of each range
     */
    public Shape shape() {
        // A loop, because every fill asks, and a stream costs as much as thousands of samples until it is compiled.
        List<Long> lengths = new ArrayList<>(ranges.size());
        for (Range range : ranges) {
            lengths.add(range.length());
        }
        return new Shape(lengths);
    }

    /**
     * Tells whether the box has no elements.
     *
     * @return true if one of its ranges is empty
     */
    public boolean isEmpty() {
        for (Range range : ranges) {
            if (range.length() == 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the part of this box that lies in another of the same rank.
     *
     * @param other the other box
     * @return the common box, with empty ranges where there is none
     */
    public Slice intersect(Slice other) {
        List<Range> common = new ArrayList<>(ranges.size());
        for (int axis = 0; axis < ranges.size(); axis++) {
            common.add(ranges.get(axis).intersect(other.ranges.get(axis)));
        }
        return new Slice(common);
    }

    /**
     * Cuts this box into boxes that follow each other in C order.
     *
     * @param most how many elements each has at most, at least 1
     * @return the boxes, none empty
     */
    public List<Slice> batches(long most) {
        List<Slice> batches = new ArrayList<>();
        if (!isEmpty()) {
            cut(0, most, batches);
        }
        return batches;
    }

    /**
     * Checks that this box lies inside a tensor.
     *
     * @param shape the tensor's shape
     * @throws IllegalArgumentException if the ranks differ or a range ends beyond its axis
     */
    public void requireWithin(Shape shape) {
        if (ranges.size() != shape.rank()) {
            throw new IllegalArgumentException("slice " + this + " has " + ranges.size() + " ranges, but shape " + shape
                    + " has " + shape.rank() + " axes");
        }
        for (int axis = 0; axis < ranges.size(); axis++) {
            if (ranges.get(axis).end() > shape.extent(axis)) {
                throw new IllegalArgumentException(
                        "slice " + this + " ends at " + ranges.get(axis).end() + " on axis " + axis
                                + ", but shape " + shape + " ends at " + shape.extent(axis));
            }
        }
    }

    /** Returns the slice as {@link #parse} reads it, for example {@code 0:1024,512:1024}. */
    @Override
    public String toString() {
        return ranges.stream().map(range -> range.start() + ":" + range.end()).collect(Collectors.joining(","));
    }

    /** Cuts along an axis, whose outer axes have length 1: into batches of rows, or row by row if a row is too large. */
    private void cut(int axis, long most, List<Slice> batches) {
        if (axis == ranges.size()) {
            batches.add(this);
            return;
        }
        Range range = ranges.get(axis);
        long row = shape().elementCount() / range.length();
        long step = Math.max(1, most / row);
        for (long start = range.start(); start < range.end(); start += Math.min(step, range.end() - start)) {
            Slice batch = with(axis, new Range(start, start + Math.min(step, range.end() - start)));
            if (row > most) {
                batch.cut(axis + 1, most, batches);
            } else {
                batches.add(batch);
            }
        }
    }

    private Slice with(int axis, Range range) {
        List<Range> changed = new ArrayList<>(ranges);
        changed.set(axis, range);
        return new Slice(changed);
    }

    private static Range parseRange(String text, long extent) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("range '" + text + "' is malformed: expected start:end");
        }
        String start = text.substring(0, colon).strip();
        String end = text.substring(colon + 1).strip();
        try {
            return new Range(start.isEmpty() ? 0 : Long.parseLong(start), end.isEmpty() ? extent : Long.parseLong(end));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("range '" + text + "' is malformed: expected start:end in integers", e);
        }
    }
}
