// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The extents of a tensor, outermost axis first, elements in C order. Rank 0 is a scalar of one element; an extent of 0
 * makes an empty tensor.
 *
 * @param extents the length of each axis in elements, none negative; their product fits a signed 64-bit integer
 */
public record Shape(List<Long> extents) {
    /** The most axes a shape may have; more is taken for a malformed file. */
    public static final int MAX_RANK = 64;

    /**
     * Checks the extents.
     *
     * @throws IllegalArgumentException if an extent is negative, the rank is over {@link #MAX_RANK}, or the element count
     *     overflows
     */
    public Shape {
        extents = List.copyOf(extents);
        if (extents.size() > MAX_RANK) {
            throw new IllegalArgumentException(
                    "shape has " + extents.size() + " axes: at most " + MAX_RANK + " are allowed");
        }
        for (long extent : extents) {
            if (extent < 0) {
                throw new IllegalArgumentException("shape " + format(extents) + " has the negative extent " + extent);
            }
        }
        count(extents);
    }

    /**
     * Makes a shape.
     *
     * @param extents the length of each axis in elements, outermost first
     * @return the shape
     * @throws IllegalArgumentException as the constructor does
     */
    public static Shape of(long... extents) {
        List<Long> list = new ArrayList<>(extents.length);
        for (long extent : extents) {
            list.add(extent);
        }
        return new Shape(list);
    }

    /**
     * Reads a shape written as extents joined by {@code x}, for example {@code 4096x4096}; the empty text is a scalar.
     *
     * @param text the text
     * @return the shape
     * @throws IllegalArgumentException if the text is not of that form, or the extents are not valid
     */
    public static Shape parse(String text) {
        if (text.isEmpty()) {
            return of();
        }
        try {
            return of(Arrays.stream(text.split("x", -1)).mapToLong(Long::parseLong).toArray());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "shape '" + text + "' is malformed: expected extents joined by x, such as 4096x4096", e);
        }
    }

    /**
     * Returns the number of axes.
     *
     * @return 0 for a scalar
     */
    public int rank() {
        return extents.size();
    }

    /**
     * Returns the length of one axis.
     *
     * @param axis 0 (outermost) to rank − 1
     * @return the length in elements
     */
    public long extent(int axis) {
        return extents.get(axis);
    }

    /**
     * Returns the product of the extents.
     *
     * @return the number of elements; 1 for a scalar
     */
    public long elementCount() {
        return count(extents);
    }

    /**
     * Returns the bytes that a dense tensor of this shape takes.
     *
     * @param type the element type
     * @return the size in bytes
     * @throws IllegalArgumentException if the size overflows a signed 64-bit integer or is no whole number of bytes
     */
    public long byteSize(DType type) {
        long elements = elementCount();
        if (elements > Long.MAX_VALUE / type.bits()) {
            throw new IllegalArgumentException(
                    "a tensor of shape " + this + " and type " + type + " overflows 2^63 bits");
        }
        long bits = elements * type.bits();
        if (bits % 8 != 0) {
            throw new IllegalArgumentException(
                    "a tensor of shape " + this + " and type " + type + " ends inside a byte: " + bits + " bits");
        }
        return bits / 8;
    }

    /** Returns the shape as safetensors headers write it, for example {@code [4096, 1024]}. */
    @Override
    public String toString() {
        return format(extents);
    }

    // An empty tensor is empty whatever its other extents are, so zeros are looked for before anything is multiplied.
    private static long count(List<Long> extents) {
        if (extents.contains(0L)) {
            return 0;
        }
        try {
            long count = 1;
            for (long extent : extents) {
                count = Math.multiplyExact(count, extent);
            }
            return count;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("shape " + format(extents) + " has more than 2^63 - 1 elements", e);
        }
    }

    private static String format(List<Long> extents) {
        return extents.toString();
    }
}
