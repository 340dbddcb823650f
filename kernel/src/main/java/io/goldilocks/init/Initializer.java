// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A rule for the initial values of a tensor. Immutable and thread-safe; {@code toString()} is the written form that
 * {@link Initializers#parse} reads back to an equal initialiser.
 */
public sealed interface Initializer permits Direct, FanScaled, Identity, ZeroRow {
    /**
     * Resolves the rule for one tensor.
     *
     * @param shape the whole tensor's shape, never a shard's: the fans come from it
     * @param layout what the axes mean
     * @return disjoint parts that together cover the tensor; an empty tensor has empty parts
     * @throws IllegalArgumentException if the rule needs fans that the layout does not have for this shape, or the rule does
     *     not fit the shape
     */
    List<Part> parts(Shape shape, Layout layout);

    /**
     * Returns the fans that the rule uses.
     *
     * @param shape the whole tensor's shape
     * @param layout what the axes mean
     * @return the fans, or nothing if the rule does not depend on them
     * @throws IllegalArgumentException if the rule needs fans that the layout does not have for this shape
     */
    Optional<Fans> fans(Shape shape, Layout layout);

    /**
     * Says what the rule comes to for one tensor, in one line for a reader.
     *
     * @param shape the whole tensor's shape
     * @param layout what the axes mean
     * @return the resolved content of each part, and the fans if they matter; for example
     *     {@code normal(mean=0.0,std=0.125), fan_in=128, fan_out=256}
     * @throws IllegalArgumentException as {@link #parts} does
     */
    default String describe(Shape shape, Layout layout) {
        List<Part> parts = parts(shape, layout);
        String resolved = parts.stream()
                .map(part -> part.content() + (parts.size() == 1 ? "" : " at " + part.region()))
                .collect(Collectors.joining("; "));
        return resolved + fans(shape, layout).map(fans -> ", fan_in=" + fans.in() + ", fan_out=" + fans.out())
                .orElse("");
    }
}
