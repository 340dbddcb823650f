// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.init.Part;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Slice;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Where some bytes of a new tensor come from. */
public sealed interface Source {
    /**
     * Values that are made.
     *
     * @param window the slice of the whole tensor that is made: any range of rows, whole on every other axis
     * @param parts what the whole tensor's elements are: disjoint boxes that cover it
     * @param stream the whole tensor's random words
     */
    record Fill(Slice window, List<Part> parts, TensorStream stream) implements Source {
        /** Copies the list. */
        public Fill {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Bytes that are there already, and are copied as they are: packed, little-endian, in C order.
     *
     * @param bytes for example those of a tensor in an open file, which stays open until the checkpoint is written
     */
    record Copy(MemorySegment bytes) implements Source {}

    /**
     * Counts what the source gives.
     *
     * @param dtype the tensor's element type
     * @return the size in bytes
     */
    default long byteSize(DType dtype) {
        return switch (this) {
            case Fill(Slice window, _, _) -> window.shape().byteSize(dtype);
            case Copy(MemorySegment bytes) -> bytes.byteSize();
        };
    }
}
