// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.fill.FillTask;
import io.goldilocks.init.Part;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/** A tensor that must be there, and how its bits are known. */
public sealed interface ClaimedTensor {
    /**
     * Returns the tensor as it stands in the file.
     *
     * @return name, shape and element type
     */
    TensorSpec stored();

    /**
     * A tensor, or a slice of it, that was filled and can be filled again.
     *
     * @param tensor the whole tensor
     * @param window the slice that is stored
     * @param parts what the elements are
     * @param stream the tensor's random words
     */
    record Filled(TensorSpec tensor, Slice window, List<Part> parts, TensorStream stream) implements ClaimedTensor {
        /** Copies the list. */
        public Filled {
            parts = List.copyOf(parts);
        }

        @Override
        public TensorSpec stored() {
            return new TensorSpec(tensor.name(), window.shape(), tensor.dtype());
        }

        /** Makes the task of filling it again, into something that takes the bytes in any order. */
        FillTask again(FillTask.Target target) {
            return new FillTask(tensor, window, parts, stream, target, 0);
        }
    }

    /**
     * A tensor of which only what it is can be known: its bits take a model that is not at hand.
     *
     * @param stored the tensor
     */
    record Unknown(TensorSpec stored) implements ClaimedTensor {}

    /**
     * A tensor whose first bytes were those of another, and are known by their hash.
     *
     * @param stored the tensor
     * @param bytes how many, at least 0
     * @param sha256 their SHA-256 in hex
     * @param rest the rows after them, if there are any
     */
    record Kept(TensorSpec stored, long bytes, String sha256, Optional<Filled> rest) implements ClaimedTensor {}
}
