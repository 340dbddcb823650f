// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * A rule for the initial values of a tensor. Immutable and thread-safe; {@code toString()} is the written form that
 * {@link Initializers#parse} reads back to an equal initialiser.
 */
public sealed interface Initializer
        permits Direct, TruncatedGaussian, ByFans, ByDepth, Identity, Dirac, Orthogonal, DeltaOrthogonal, Sparse, Given,
        Mamba, Sinusoid, ZeroRow,
        ForgetGate, Composed, Mup {
    /**
     * Resolves the rule for one tensor.
     *
     * @param shape the whole tensor's shape, never a shard's: the fans come from it
     * @param layout what the axes mean
     * @return disjoint parts that together cover the tensor; an empty tensor has empty parts, or none
     * @throws IllegalArgumentException if the rule needs fans that the layout does not have for this shape, or the rule does
     *     not fit the shape
     */
    List<Part> parts(Shape shape, Layout layout);

    /**
     * Returns the fans that the rule uses.
     *
     * @param shape the whole tensor's shape
     * @param layout what the axes mean
     * @return the fans, each once: several if layers are fused, none if the rule does not depend on them
     * @throws IllegalArgumentException if the rule needs fans that the layout does not have for this shape
     */
    List<Fans> fans(Shape shape, Layout layout);

    /**
     * Says what the rule comes to for one tensor, in one line for a reader.
     *
     * @param shape the whole tensor's shape
     * @param layout what the axes mean
     * @return the resolved content of each part, and the fans if they matter; for example
     *     {@code normal(mean=0.0,std=0.125), fan_in=128, fan_out=256}. Bounds that cut nothing off are told
     * @throws IllegalArgumentException as {@link #parts} does
     */
    default String describe(Shape shape, Layout layout) {
        List<Part> parts = parts(shape, layout);
        // A stack has as many parts as experts, all alike.
        boolean alike = parts.size() == 1 || parts.stream().map(Part::content).distinct().count() == 1;
        String resolved = alike
                ? parts.getFirst().content().describe()
                : parts.stream().map(part -> part.content().describe() + " at " + part.region())
                        .collect(Collectors.joining("; "));
        List<Fans> fans = fans(shape, layout);
        return fans.isEmpty()
                ? resolved
                : resolved + ", fan_in=" + joined(fans, Fans::in) + ", fan_out="
                        + joined(fans, Fans::out);
    }

    private static String joined(List<Fans> fans, ToLongFunction<Fans> which) {
        return fans.stream().mapToLong(which).distinct().mapToObj(String::valueOf).collect(Collectors.joining("/"));
    }
}
