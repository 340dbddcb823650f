// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Boxes of one tensor, such as rows or columns, each by a rule of its own. The rule of a box sees a tensor of the box's shape:
 * fans are counted, and diagonals run, within it. The rule of what is left sees the whole tensor. What is drawn is drawn from
 * the tensor's one stream.
 *
 * @param regions the boxes, which do not overlap; at least one
 * @param rest the rule of what lies in no box; nothing if the boxes cover the tensor
 */
public record Composed(List<Region> regions, Optional<Initializer> rest) implements Initializer {
    /**
     * A box and its rule.
     *
     * @param box start:end for each axis, joined by commas, as {@link Slice#parse} reads it
     * @param of the rule
     */
    public record Region(String box, Initializer of) {
        /**
         * Checks the box.
         *
         * @throws IllegalArgumentException if it is not of that form
         */
        public Region {
            if (!box.matches("\\d*:\\d*(,\\d*:\\d*)*")) {
                throw new IllegalArgumentException(
                        "composed box [" + box + "] is malformed: expected start:end for each axis, such as [0:10,:]");
            }
        }
    }

    private static final Parameter<Initializer> BOX = Parameter.rule("[box]");
    private static final Parameter<Initializer> REST = Parameter.rule("rest").or("none");

    static final List<Definition> DEFINITIONS = List.of(new Definition("composed",
            "each [box], such as [0:10,:], by a rule that sees a tensor of that shape; the rest by one that sees the whole",
            "-", Composed::read, BOX, REST));

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there is no box
     */
    public Composed {
        regions = List.copyOf(regions);
        if (regions.isEmpty()) {
            throw new IllegalArgumentException(
                    "composed has no box: expected at least one, as in composed([0:10,:]=zeros,rest=normal)");
        }
    }

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return Stream.concat(
                regions.stream().flatMap(
                        region -> region.of.fans(Slice.parse(region.box, shape).shape(), layout).stream()),
                rest.stream().flatMap(rule -> rule.fans(shape, layout).stream())).distinct().toList();
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        List<Part> left = rest.map(rule -> rule.parts(shape, layout)).orElse(List.of());
        List<Slice> boxes = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        for (Region region : regions) {
            Slice box = Slice.parse(region.box, shape);
            for (Slice other : boxes) {
                if (!Overlay.isEmpty(box.intersect(other))) {
                    throw new IllegalArgumentException("composed boxes [" + other + "] and [" + box
                            + "] overlap: expected each element of shape " + shape + " in at most one");
                }
            }
            boxes.add(box);
            left = Overlay.without(left, box);
            region.of.parts(box.shape(), layout).stream().map(part -> part.shifted(box)).forEach(parts::add);
        }
        long covered = boxes.stream().mapToLong(box -> box.shape().elementCount()).sum();
        if (rest.isEmpty() && covered != shape.elementCount()) {
            throw new IllegalArgumentException("composed boxes cover " + covered + " of the " + shape.elementCount()
                    + " elements of shape " + shape + ": add rest=RULE for the others");
        }
        parts.addAll(left);
        return List.copyOf(parts);
    }

    /** Returns the written form, for example {@code composed([0:10,:]=zeros,rest=normal(mean=0.0,std=0.02))}. */
    @Override
    public String toString() {
        return Stream
                .concat(regions.stream().map(region -> "[" + region.box + "]=" + region.of),
                        rest.stream().map(rule -> "rest=" + rule))
                .collect(Collectors.joining(",", "composed(", ")"));
    }

    private static Composed read(WrittenForm form) {
        List<Region> regions = form.arguments().entrySet().stream().filter(entry -> entry.getKey().startsWith("["))
                .map(entry -> new Region(inner(entry.getKey()), Initializers.parse(entry.getValue()))).toList();
        return new Composed(regions, REST.ifWritten(form));
    }

    private static String inner(String key) {
        return key.endsWith("]") ? key.substring(1, key.length() - 1).replace(" ", "") : key;
    }
}
