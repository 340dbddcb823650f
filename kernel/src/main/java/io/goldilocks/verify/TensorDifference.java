// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.tensor.TensorSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the tensors of a checkpoint differ in name, type and shape from those that there should be. */
final class TensorDifference {
    private TensorDifference() {}

    /**
     * Compares a tensor that should be there.
     *
     * @return whether the shape is right, so that the elements can be compared
     */
    static boolean find(TensorSpec expected, Optional<TensorSpec> stored, List<Finding> findings) {
        if (stored.isEmpty()) {
            findings.add(new Finding(Finding.Kind.MISSING, expected.name(), describe(expected), "no such tensor", ""));
            return false;
        }
        TensorSpec found = stored.get();
        if (found.dtype() != expected.dtype()) {
            findings.add(new Finding(Finding.Kind.DTYPE, expected.name(), "type " + expected.dtype(),
                    found.dtype().toString(), ""));
        }
        if (!found.shape().equals(expected.shape())) {
            findings.add(new Finding(Finding.Kind.SHAPE, expected.name(), "shape " + expected.shape(),
                    found.shape().toString(), ""));
        }
        return found.shape().equals(expected.shape());
    }

    /** Finds the tensors that should not be there. */
    static void findExtra(StoredCheckpoint checkpoint, List<TensorSpec> expected, List<Finding> findings) {
        Set<String> names = new HashSet<>();
        expected.forEach(tensor -> names.add(tensor.name()));
        for (TensorSpec stored : checkpoint.tensors()) {
            if (!names.contains(stored.name())) {
                findings.add(new Finding(Finding.Kind.EXTRA, stored.name(), "no such tensor", describe(stored), ""));
            }
        }
    }

    private static String describe(TensorSpec tensor) {
        return tensor.dtype() + " " + tensor.shape();
    }
}
