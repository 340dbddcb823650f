// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.surgery.Reinit;
import java.util.Optional;

/**
 * One thing that is not as it should be.
 *
 * @param kind what sort of thing
 * @param subject the tensor, or the file, that it is about
 * @param expected what should be there
 * @param found what is there
 * @param meaning what it would mean, or where it stands, in a few words; may be empty
 */
public record Finding(Kind kind, String subject, String expected, String found, String meaning) {
    /** Sorts of findings. */
    public enum Kind {
        /** A tensor that should be there is not. */
        MISSING,
        /** A tensor is there that should not be. */
        EXTRA,
        /** Another element type. */
        DTYPE,
        /** Another shape. */
        SHAPE,
        /** Other bits than those that the provenance comes to. */
        VALUES,
        /** Another text in the metadata of a file. */
        METADATA,
        /** Another field in a document beside the weights. */
        DOCUMENT,
        /** NaN or infinity among the elements. */
        NOT_FINITE,
        /** All elements alike where they should not be. */
        CONSTANT,
        /** Another constant than the recipe's. */
        OTHER_CONSTANT,
        /** Two tensors of the same bits. */
        DUPLICATE_TENSOR,
        /** Rows of the same bits within a tensor. */
        DUPLICATE_ROWS,
        /** Rows of zeros in a tensor that is not all zero. */
        DEAD_ROWS,
        /** A mean too far from the recipe's. */
        MEAN,
        /** A standard deviation too far from the recipe's. */
        STD,
        /** A standard deviation of another law of depth than the recipe's. */
        DEPTH,
        /** A kurtosis too far from the recipe's distribution. */
        KURTOSIS
    }

    /** That tensors are half changed: a checkpoint's values are then neither those before nor those after. */
    static Optional<Finding> ofReinit(StoredCheckpoint checkpoint) {
        return Reinit.underway(checkpoint.folder()).map(intent -> new Finding(Kind.DOCUMENT,
                checkpoint.folder().relativize(intent).toString(), "no reinit under way", "one that was broken off",
                "the same command again ends it"));
    }

    /** Returns the finding in one line. */
    @Override
    public String toString() {
        return subject + ": expected " + expected + ", found " + found + (meaning.isEmpty() ? "" : "; " + meaning);
    }
}
