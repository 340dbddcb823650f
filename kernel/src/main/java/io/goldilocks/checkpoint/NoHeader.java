// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The start of a file that holds one tensor's elements and nothing else.
 *
 * @param tensor the tensor
 */
record NoHeader(TensorSpec tensor) implements CheckpointHeader {
    @Override
    public MemorySegment bytes() {
        return MemorySegment.ofArray(new byte[0]).asReadOnly();
    }

    @Override
    public List<StoredTensor> tensors() {
        return List.of(new StoredTensor(tensor, 0));
    }

    @Override
    public long fileSize() {
        return tensor.byteSize();
    }
}
