// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import java.nio.file.Path;
import java.util.List;

/**
 * A checkpoint that has been written.
 *
 * @param folder where it is
 * @param weights its files of weights, in order
 * @param texts the names of its small files; the index among them if there are several files of weights
 */
public record SavedCheckpoint(Path folder, List<Weights> weights, List<String> texts) {
    /**
     * A file of weights.
     *
     * @param file its name
     * @param bytes its size
     * @param origin how it came to be there
     */
    public record Weights(String file, long bytes, Origin origin) {
        /**
         * Tells whether an earlier command had written it already.
         *
         * @return whether it was kept
         */
        public boolean kept() {
            return origin == Origin.KEPT;
        }
    }

    /** How a file of weights came to be there. */
    public enum Origin {
        /** It was written. */
        WRITTEN,
        /** An earlier command had written it already. */
        KEPT,
        /** It is a hard link to a file of another checkpoint. */
        LINKED
    }

    /** Copies the lists. */
    public SavedCheckpoint {
        weights = List.copyOf(weights);
        texts = List.copyOf(texts);
    }

    /**
     * Returns what names all weights.
     *
     * @return the name of the only file of weights, or of the index
     */
    public String entry() {
        return weights.size() == 1 ? weights.getFirst().file() : texts.getLast();
    }
}
