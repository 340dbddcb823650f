// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;

/**
 * What the axes of a weight mean. A layout is always stated: a rank alone cannot tell {@code [out, in]} from
 * {@code [in, out]}, nor a convolution from a stack of experts. Immutable and thread-safe; {@code toString()} is the written
 * form that {@link #parse} reads back.
 *
 * <p>Source: torch 2.14, {@code torch.nn.init._calculate_fan_in_and_fan_out}, which knows {@link #LINEAR} and
 * {@link #CONV} alone and reads every other layout as one of these two.
 */
public sealed interface Layout permits OneLayerLayout, ExpertsLayout, FusedLayout, VectorLayout {
    /** {@code [out, in]}: a dense layer. */
    Layout LINEAR = MatrixLayout.LINEAR;
    /** {@code [in, out]}: GPT-2's dense layer, stored transposed. */
    Layout CONV1D = MatrixLayout.CONV1D;
    /** {@code [count, dim]}: a lookup table; as in torch, fan_in is {@code dim} and fan_out {@code count}. */
    Layout EMBEDDING = MatrixLayout.EMBEDDING;
    /** {@code [out, in, k…]}: a convolution with one or more kernel axes, of one group. */
    Layout CONV = new ConvLayout(false, 1);
    /** {@code [experts, out, in]}: dense layers stacked; the fans are those of one of them. */
    Layout EXPERTS = new ExpertsLayout(MatrixLayout.LINEAR);
    /** {@code [n]}: a bias, a norm's weight or another tensor that multiplies no inputs. It has no fans. */
    Layout VECTOR = new VectorLayout();

    /**
     * A box of a weight that is scaled by fans of its own.
     *
     * @param region the box, in indices of the whole tensor
     * @param fans its fans
     */
    record Block(Slice region, Fans fans) {}

    /**
     * Reads a written layout: {@code linear}, {@code conv1d}, {@code embedding}, {@code lora_a}, {@code lora_b},
     * {@code lora_embedding_a}, {@code conv(groups=1)}, {@code conv_transpose(groups=1)}, {@code experts(of=linear)},
     * {@code fused(q=4096,k=1024,v=1024,of=linear)} or {@code vector}; what is left out has the value shown.
     *
     * @param text the written form
     * @return the layout
     * @throws IllegalArgumentException if the text is of no such form; the message lists the layouts there are
     */
    static Layout parse(String text) {
        return Layouts.parse(text);
    }

    /**
     * Says whether a weight of some rank has fans under this layout.
     *
     * @param rank the number of axes
     * @return whether {@link #fans} gives them
     */
    boolean hasFans(int rank);

    /**
     * Computes the fans of a weight as one layer: of one expert of a stack, of all that is fused.
     *
     * @param shape the whole tensor's shape, never a shard's
     * @return fan_in and fan_out
     * @throws IllegalArgumentException if the layout has no fans for such a tensor; the message names the layouts that have
     */
    Fans fans(Shape shape);

    /**
     * Cuts a weight where its fans change.
     *
     * @param shape the whole tensor's shape, never a shard's
     * @return disjoint boxes that cover the tensor: one, or one for each layer that is fused
     * @throws IllegalArgumentException as {@link #fans} does
     */
    List<Block> blocks(Shape shape);

    /**
     * Cuts a weight into the matrices, or the convolutions, that each map inputs to outputs.
     *
     * @param shape the whole tensor's shape, never a shard's
     * @return disjoint boxes that cover the tensor: one, or one for each expert and each layer that is fused
     * @throws IllegalArgumentException as {@link #fans} does, or if there are more than 65,536 matrices
     */
    List<Slice> matrices(Shape shape);
}
