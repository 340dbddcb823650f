// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.checkpoint.MappedBytes;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.distribution.TruncatedMoments;
import io.goldilocks.fill.Calculations;
import io.goldilocks.fill.Progress;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Looks at a checkpoint that says nothing of how it was made: for NaN and infinity, constants, tensors and rows that stand there
 * twice, rows of zeros; and, under a recipe, for names, shapes, types, constants, means, standard deviations and kurtoses other
 * than the recipe's.
 *
 * <p>A mean, standard deviation or kurtosis is wrong if it is so far off that chance would do it in one of
 * {@value #ONE_IN} healthy checkpoints, whatever the number of their tensors (Bonferroni). The statistics are taken for Gaussian,
 * which holds from 1,000 elements on; smaller samples are not tested. Nothing else is left to chance.
 */
public final class Examination {
    /** Of how many healthy checkpoints one is called wrong. */
    public static final int ONE_IN = 100_000;

    private final StoredCheckpoint checkpoint;
    private final Map<String, PlannedTensor> planned = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Suspicion> suspicions = new ArrayList<>();
    /** The tensors by what they must not share: type, shape and hash. */
    private final Map<List<Object>, List<TensorSpec>> alike = new HashMap<>();
    private long bytesDone;

    private Examination(StoredCheckpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /**
     * Examines a checkpoint.
     *
     * @param checkpoint the open checkpoint
     * @param plan the tensors that there should be, under a recipe, or nothing
     * @param threads how many threads read; what is found does not depend on it
     * @param progress hears of the bytes read
     * @return what is wrong
     * @throws CancellationException if the thread is interrupted
     */
    public static Verdict examine(StoredCheckpoint checkpoint, Optional<ModelPlan> plan, int threads,
            Progress progress) {
        Examination examination = new Examination(checkpoint);
        Finding.ofReinit(checkpoint).ifPresent(examination.findings::add);
        plan.ifPresent(examination::compare);
        examination.run(threads, progress);
        double limit = limit(examination.suspicions.size(), ONE_IN);
        examination.suspicions.stream().filter(suspicion -> suspicion.isConfirmed(limit))
                .forEach(suspicion -> examination.findings.add(suspicion.finding().get()));
        return new Verdict(examination.findings, List.of(), checkpoint.tensors().size(),
                checkpoint.tensors().stream().mapToLong(TensorSpec::byteSize).sum());
    }

    /** The score that a Gaussian passes, on either side, in one of so many sets of as many as there are tests. */
    static double limit(int tests, double oneIn) {
        double tail = 1 / (2 * oneIn * Math.max(1, tests));
        double low = 0;
        double high = 37;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (TruncatedMoments.of(middle, Double.POSITIVE_INFINITY).mass() > tail) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private void compare(ModelPlan plan) {
        for (PlannedTensor tensor : plan.tensors()) {
            TensorSpec expected = tensor.spec();
            Optional<TensorSpec> stored = checkpoint.find(expected.name());
            if (TensorDifference.find(expected, stored, findings)) {
                planned.put(expected.name(), tensor);
            }
        }
        TensorDifference.findExtra(checkpoint, plan.tensors().stream().map(PlannedTensor::spec).toList(), findings);
    }

    private void run(int threads, Progress progress) {
        long total = checkpoint.tensors().stream().mapToLong(TensorSpec::byteSize).sum();
        List<Supplier<TensorExamination>> examinations = new ArrayList<>();
        for (TensorSpec tensor : checkpoint.tensors()) {
            examinations.add(() -> new TensorExamination(tensor, checkpoint.data(tensor.name()),
                    Optional.ofNullable(planned.get(tensor.name()))));
        }
        Calculations.run("examination", examinations, threads, examined -> {
            take(examined);
            bytesDone += examined.spec().byteSize();
            progress.report(bytesDone, total);
        });
    }

    private void take(TensorExamination examined) {
        TensorSpec tensor = examined.spec();
        findings.addAll(examined.findings());
        suspicions.addAll(examined.suspicions());
        examined.hash().ifPresent(hash -> {
            List<TensorSpec> others = alike.computeIfAbsent(List.of(tensor.dtype(), tensor.shape(), hash),
                    _ -> new ArrayList<>());
            others.stream().filter(
                    other -> MappedBytes.mismatch(checkpoint.data(other.name()), checkpoint.data(tensor.name())) < 0)
                    .findFirst().ifPresentOrElse(other -> findings.add(new Finding(Finding.Kind.DUPLICATE_TENSOR,
                            tensor.name(), "elements of its own", "those of " + other.name(), "tied, or copied")),
                            () -> others.add(tensor));
        });
    }
}
