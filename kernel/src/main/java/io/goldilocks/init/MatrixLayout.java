// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;

/** A weight of two axes, one of inputs and one of outputs. */
public enum MatrixLayout implements OneLayerLayout {
    /** {@code [out, in]}: a dense layer. */
    LINEAR(0),
    /** {@code [in, out]}: GPT-2's dense layer, stored transposed. */
    CONV1D(1),
    /** {@code [count, dim]}: a lookup table; as in torch, fan_in is {@code dim} and fan_out {@code count}. */
    EMBEDDING(0),
    /** {@code [rank, in]}: the first factor of a low-rank adapter, which reads the layer's inputs. */
    LORA_A(0),
    /** {@code [out, rank]}: the second factor of a low-rank adapter, also of an embedding's. */
    LORA_B(0),
    /** {@code [rank, count]}: the first factor of an embedding's low-rank adapter, a table stored transposed. */
    LORA_EMBEDDING_A(1);

    private final int outAxis;

    MatrixLayout(int outAxis) {
        this.outAxis = outAxis;
    }

    /** The axis along which outputs follow each other, 0 or 1. */
    int outAxis() {
        return outAxis;
    }

    @Override
    public boolean hasFans(int rank) {
        return rank == 2;
    }

    @Override
    public Fans fans(Shape shape) {
        Layouts.requireFans(this, shape);
        return new Fans(shape.extent(1 - outAxis), shape.extent(outAxis));
    }

    /** Returns the written name, for example {@code linear}. */
    @Override
    public String toString() {
        return Names.of(this);
    }
}
