// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.init.Content;
import io.goldilocks.init.Part;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Holds one tensor against the distributions that a recipe draws it from. Parts that are alike, such as the experts of a stack,
 * are one sample. What is not drawn, or is a function of what is drawn, is not tested.
 */
final class RecipeComparison {
    /** Below this the statistics are not near enough to Gaussians. */
    private static final long FEWEST = 1000;

    private final PlannedTensor planned;
    private final Elements elements;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Suspicion> suspicions = new ArrayList<>();

    RecipeComparison(PlannedTensor planned, Elements elements) {
        this.planned = planned;
        this.elements = elements;
        Map<Distribution, List<Slice>> samples = new LinkedHashMap<>();
        for (Part part : planned.parts()) {
            if (part.content() instanceof Content.Drawn(Distribution distribution)) {
                samples.computeIfAbsent(distribution, _ -> new ArrayList<>()).add(part.region());
            }
        }
        samples.forEach(this::compare);
    }

    /** What is wrong beyond chance. */
    List<Finding> findings() {
        return findings;
    }

    /** What is wrong if it is too far off for chance. */
    List<Suspicion> suspicions() {
        return suspicions;
    }

    private void compare(Distribution distribution, List<Slice> regions) {
        Shape shape = planned.spec().shape();
        CentralMoments found = new CentralMoments();
        Range range = new Range();
        regions.forEach(region -> elements.forEach(shape, region, (block, length) -> {
            found.add(block, length);
            range.add(block, length);
        }));
        if (found.count() == 0) {
            return;
        }
        ExpectedMoments expected = ExpectedMoments.of(distribution);
        if (expected.std() == 0) {
            requireConstant(expected.mean(), range);
        } else if (range.min == range.max && found.count() > 1) {
            findings.add(new Finding(Finding.Kind.CONSTANT, planned.spec().name(), distribution.toString(),
                    found.count() + " times " + figure(range.min), "never initialised, or overwritten"));
        } else if (found.count() >= FEWEST) {
            suspect(expected, found);
        }
    }

    private void requireConstant(double value, Range range) {
        double tolerance = Resolution.of(planned.spec().dtype()).error(value);
        if (range.min < value - tolerance || range.max > value + tolerance) {
            findings.add(new Finding(Finding.Kind.OTHER_CONSTANT, planned.spec().name(), "all " + figure(value),
                    range.min == range.max
                            ? "all " + figure(range.min)
                            : figure(range.min) + " to "
                                    + figure(range.max),
                    "drawn or trained, where the recipe is constant"));
        }
    }

    private void suspect(ExpectedMoments expected, CentralMoments found) {
        double n = found.count();
        double variance = expected.std() * expected.std();
        Resolution resolution = Resolution.of(planned.spec().dtype());
        double meanError = expected.std() / Math.sqrt(n);
        double meanScore = beyond(found.mean() - expected.mean(), resolution.error(expected.mean())) / meanError;
        suspicions.add(new Suspicion(meanScore, 0,
                () -> finding(Finding.Kind.MEAN, "mean", expected.mean(), found.mean(), meanScore, "shifted")));
        // A distribution with unknown kurtosis is narrower than a Gaussian.
        double kurtosis = Double.isNaN(expected.kurtosis()) ? 3 : expected.kurtosis();
        double varianceError = variance * Math.sqrt((kurtosis - 1) / n);
        double varianceScore = beyond(found.variance() - variance, resolution.varianceError(expected.std()))
                / varianceError;
        double foundStd = Math.sqrt(found.variance());
        DepthLaw law = new DepthLaw(planned.place(), expected.std(), foundStd);
        suspicions.add(new Suspicion(varianceScore, Math.sqrt(8 / n), () -> finding(
                law.isSuspected() ? Finding.Kind.DEPTH : Finding.Kind.STD, "std", expected.std(), foundStd,
                varianceScore,
                law.meaning())));
        if (expected.kurtosisVariance().isPresent() && resolution.isFine(expected.std())) {
            double score = (found.kurtosis() - expected.kurtosis())
                    / Math.sqrt(expected.kurtosisVariance().getAsDouble() / n);
            suspicions.add(new Suspicion(score, Math.sqrt(216 / n), () -> finding(Finding.Kind.KURTOSIS, "kurtosis",
                    expected.kurtosis(), found.kurtosis(), score, kurtosisMeaning(found.kurtosis()))));
        }
    }

    /** A difference without what rounding to the element type may do. */
    private static double beyond(double difference, double tolerance) {
        return Math.signum(difference) * Math.max(0, Math.abs(difference) - tolerance);
    }

    private Finding finding(Finding.Kind kind, String what, double expected, double found, double score,
            String meaning) {
        return new Finding(kind, planned.spec().name(), what + " " + figure(expected),
                figure(found) + String.format(Locale.ROOT, " (%.1f standard errors off)", score), meaning);
    }

    private static String kurtosisMeaning(double found) {
        if (Math.abs(found - 1.8) < 0.05) {
            return "as of a uniform distribution";
        }
        if (Math.abs(found - 2.366) < 0.05) {
            return "as of a normal distribution cut at 2 std";
        }
        return Math.abs(found - 3) < 0.05
                ? "as of a normal distribution"
                : found > 3 ? "heavier tails: trained, or other weights among them" : "another distribution";
    }

    static String figure(double number) {
        return String.format(Locale.ROOT, "%.6g", number);
    }

    private static final class Range {
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;

        void add(double[] block, int length) {
            for (int i = 0; i < length; i++) {
                min = Math.min(min, block[i]);
                max = Math.max(max, block[i]);
            }
        }
    }

    /**
     * How finely an element type tells numbers apart.
     *
     * @param relative half the distance between neighbours, in parts of their size
     * @param absolute half the distance between the smallest numbers
     */
    private record Resolution(double relative, double absolute) {
        static Resolution of(DType dtype) {
            return switch (dtype) {
                case F64 -> new Resolution(0x1p-53, Double.MIN_VALUE);
                case F16 -> new Resolution(0x1p-11, 0x1p-25);
                case BF16 -> new Resolution(0x1p-8, 0x1p-134);
                case F8_E4M3 -> new Resolution(0x1p-4, 0x1p-10);
                case F8_E5M2 -> new Resolution(0x1p-3, 0x1p-17);
                default -> new Resolution(0x1p-24, 0x1p-150);
            };
        }

        double error(double value) {
            return relative * Math.abs(value) + absolute;
        }

        /** By how much rounding, as an error spread evenly, can change the variance. */
        double varianceError(double std) {
            double error = error(std);
            return error * error;
        }

        /** Whether rounding leaves the shape of the distribution alone. */
        boolean isFine(double std) {
            return relative < 0x1p-6 && absolute < std * 0x1p-8;
        }
    }
}
