// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.init.Content;
import io.goldilocks.init.Part;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/**
 * What an operation makes of a model.
 *
 * @param config the config
 * @param tensors the tensors
 * @param dropped the tensors of the old model that the new one lacks
 */
public record Outcome(ModelConfig config, List<Tensor> tensors, List<String> dropped) {
    /** Copies the lists. */
    public Outcome {
        tensors = List.copyOf(tensors);
        dropped = List.copyOf(dropped);
    }

    /**
     * Adds up the tensors.
     *
     * @return their size in bytes
     */
    public long byteSize() {
        return tensors.stream().mapToLong(tensor -> tensor.spec().byteSize()).sum();
    }

    /**
     * A tensor, of which the first bytes may be kept, and the others are made.
     *
     * @param spec its name, shape and element type
     * @param kept what is kept of an old tensor
     * @param made what is made
     */
    public record Tensor(TensorSpec spec, Optional<Kept> kept, Optional<Made> made) {
        static Tensor kept(TensorSpec spec, String source) {
            return new Tensor(spec, Optional.of(new Kept(source, spec.byteSize())), Optional.empty());
        }

        static Tensor made(TensorSpec spec, List<Part> parts) {
            return new Tensor(spec, Optional.empty(),
                    Optional.of(new Made(Slice.whole(spec.shape()), parts, Optional.empty())));
        }

        /** A tensor that is calculated from all of an old one, which the result does not hold. */
        static Tensor calculated(TensorSpec spec, Content content, TensorSpec source) {
            Slice whole = Slice.whole(spec.shape());
            return new Tensor(spec, Optional.empty(), Optional.of(new Made(whole, List.of(new Part(whole, content)),
                    Optional.of(new Kept(source.name(), source.byteSize())))));
        }
    }

    /**
     * The first bytes of an old tensor.
     *
     * @param source the old tensor's name
     * @param bytes how many
     */
    public record Kept(String source, long bytes) {}

    /**
     * Elements that are made.
     *
     * @param window the rows that are made
     * @param parts what the whole tensor's elements are
     * @param source what of the old model they are calculated from that the new one does not hold
     */
    public record Made(Slice window, List<Part> parts, Optional<Kept> source) {}
}
