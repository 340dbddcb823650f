// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.checkpoint.ElementReader;
import io.goldilocks.checkpoint.MappedBytes;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.init.Content;
import io.goldilocks.init.Part;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** What one tensor looks like: what no initialiser or training leaves behind, and how it stands to a recipe. */
final class TensorExamination {
    private final TensorSpec spec;
    private final MemorySegment data;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Suspicion> suspicions = new ArrayList<>();
    private final Optional<Long> hash;

    /**
     * Examines a tensor.
     *
     * @param spec the tensor
     * @param data its elements
     * @param planned the tensor in the recipe's plan, of the same shape, if there is a recipe
     */
    TensorExamination(TensorSpec spec, MemorySegment data, Optional<PlannedTensor> planned) {
        this.spec = spec;
        this.data = data;
        Optional<ElementReader> reader = ElementReader.of(spec.dtype());
        if (reader.isEmpty() || data.byteSize() == 0) {
            hash = Optional.empty();
            return;
        }
        requireFinite(reader.get());
        boolean drawn = planned.map(TensorExamination::isDrawn).orElse(spec.shape().rank() > 1);
        boolean constant = isConstant();
        hash = drawn && !constant && spec.shape().elementCount() >= Rows.SHORTEST
                ? Optional.of(hashed())
                : Optional.empty();
        if (planned.isPresent()) {
            RecipeComparison comparison = new RecipeComparison(planned.get(),
                    new Elements(data, spec.dtype(), reader.get()));
            findings.addAll(comparison.findings());
            suspicions.addAll(comparison.suspicions());
        } else if (drawn && constant && spec.shape().elementCount() > 1) {
            double value = reader.get().read(data, 0);
            findings.add(new Finding(Finding.Kind.CONSTANT, spec.name(), "elements that differ",
                    spec.shape().elementCount() + " times " + RecipeComparison.figure(value),
                    "never initialised, or overwritten"));
        }
        if (drawn && !constant) {
            requireLiveRows(planned);
        }
    }

    /** The tensor. */
    TensorSpec spec() {
        return spec;
    }

    /** What is wrong beyond chance. */
    List<Finding> findings() {
        return findings;
    }

    /** What is wrong if it is too far off for chance. */
    List<Suspicion> suspicions() {
        return suspicions;
    }

    /** A hash of the bytes, if no other tensor should have the same. */
    Optional<Long> hash() {
        return hash;
    }

    /** Whether all elements are drawn, and not all from constants. */
    private static boolean isDrawn(PlannedTensor planned) {
        return planned.parts().stream().allMatch(part -> part.content() instanceof Content.Drawn)
                && planned.parts().stream().anyMatch(part -> !isConstant(part));
    }

    private static boolean isConstant(Part part) {
        return part.content() instanceof Content.Drawn(Distribution distribution)
                && ExpectedMoments.of(distribution).std() == 0;
    }

    private void requireFinite(ElementReader reader) {
        int size = spec.dtype().byteSize();
        long nans = 0;
        long infinities = 0;
        long first = -1;
        for (long i = 0; i < data.byteSize() / size; i++) {
            double value = reader.read(data, i * size);
            if (!Double.isFinite(value)) {
                nans += Double.isNaN(value) ? 1 : 0;
                infinities += Double.isNaN(value) ? 0 : 1;
                first = first < 0 ? i : first;
            }
        }
        if (first >= 0) {
            findings.add(new Finding(Finding.Kind.NOT_FINITE, spec.name(), "finite elements",
                    nans + " NaN and " + infinities + " infinite", "the first at element " + first + " in C order"));
        }
    }

    private boolean isConstant() {
        int size = spec.dtype().byteSize();
        // All are alike if all but the last are as all but the first.
        return MappedBytes.mismatch(data.asSlice(0, data.byteSize() - size), data.asSlice(size)) < 0;
    }

    private long hashed() {
        CRC32C crc = new CRC32C();
        MappedBytes.update(crc, data);
        return crc.getValue();
    }

    private void requireLiveRows(Optional<PlannedTensor> planned) {
        Rows rows = new Rows(spec, data);
        long zero = planned.map(tensor -> tensor.parts().stream().filter(TensorExamination::isConstant)
                .mapToLong(part -> Math.ceilDiv(part.region().shape().elementCount(), rows.length())).sum()).orElse(0L);
        if (rows.dead() > zero) {
            findings.add(new Finding(Finding.Kind.DEAD_ROWS, spec.name(), zero == 0
                    ? "no row of zeros"
                    : zero
                            + " of zeros",
                    rows.dead() + " of " + rows.count() + ", the first is row " + rows.firstDead(),
                    "a padding token, or units that never learn"));
        }
        if (rows.duplicates() > 0) {
            findings.add(new Finding(Finding.Kind.DUPLICATE_ROWS, spec.name(), "rows that differ",
                    rows.duplicates() + " of " + rows.count() + " as one before them, the first is row "
                            + rows.firstDuplicate() + ", as row " + rows.firstOriginal(),
                    "copied, or never told apart by training"));
        }
    }
}
