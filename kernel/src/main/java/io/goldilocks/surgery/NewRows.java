// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.distribution.Normal;
import io.goldilocks.init.Content;
import io.goldilocks.init.Part;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.tensor.Slice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The rows of new tokens in one tensor.
 *
 * @param extension what they are to be
 * @param planned the tensor, with as many rows as it is to have
 * @param old the old rows
 */
record NewRows(VocabularyExtension extension, PlannedTensor planned, Rows old) {
    /** What a bias deviates by, in standard deviations: the library writes 10⁻⁹ here, not its root. */
    private static final double BIAS_SCALE = 1e-9;

    /** The new rows, and with the old ones the parts of the whole tensor. */
    Outcome.Made made() {
        Slice window = rows(old.count(), extension.size());
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(rows(0, old.count()), new OldRows(old)));
        List<Part> others = others(window);
        long next = old.count();
        for (SortedMap<Long, List<Long>> run : runs()) {
            long end = run.lastKey() + 1;
            add(parts, others, next, run.firstKey());
            parts.add(new Part(rows(run.firstKey(), end), new RowMeans(old, List.copyOf(run.values()))));
            next = end;
        }
        add(parts, others, next, extension.size());
        return new Outcome.Made(window, parts, Optional.empty());
    }

    /** The tokens with sources, as far as they follow each other. */
    private List<SortedMap<Long, List<Long>>> runs() {
        SortedMap<Long, List<Long>> sources = extension.sources().byToken();
        List<SortedMap<Long, List<Long>>> runs = new ArrayList<>();
        List<Long> tokens = List.copyOf(sources.keySet());
        int first = 0;
        for (int i = 1; i <= tokens.size(); i++) {
            if (i == tokens.size() || tokens.get(i) != tokens.get(i - 1) + 1) {
                runs.add(sources.subMap(tokens.get(first), tokens.get(i - 1) + 1));
                first = i;
            }
        }
        return runs;
    }

    private void add(List<Part> parts, List<Part> others, long from, long to) {
        if (from < to) {
            others.stream().map(part -> part.within(rows(from, to)))
                    .filter(part -> !part.region().isEmpty()).forEach(parts::add);
        }
    }

    /** What rows hold that have no sources. */
    private List<Part> others(Slice window) {
        return switch (extension.method()) {
            case RowMethod.Initial() -> planned.parts();
            case RowMethod.Copy(long row) -> List.of(new Part(window,
                    new RowMeans(old, Collections.nCopies(added(), List.of(row)))));
            case RowMethod.Mean() -> List.of(new Part(window, fitted(false)));
            case RowMethod.MeanResize() -> List.of(planned.spec().shape().rank() == 1
                    ? new Part(window, bias())
                    : new Part(window, fitted(true)));
        };
    }

    private Content fitted(boolean spread) {
        return new FittedRows(old, excluded(), spread, added());
    }

    /** N(μ, (10⁻⁹·s)²) with the mean and the standard deviation of the old ones, divided by n − 1. */
    private Content bias() {
        BitSet excluded = excluded();
        double[] element = new double[1];
        double sum = 0;
        long count = 0;
        for (long row = 0; row < old.count(); row++) {
            if (!excluded.get((int) row)) {
                old.readFinite(row, element, 0);
                sum += element[0];
                count++;
            }
        }
        double mean = sum / count;
        double squares = 0;
        for (long row = 0; row < old.count(); row++) {
            if (!excluded.get((int) row)) {
                double distance = old.at(row) - mean;
                squares += distance * distance;
            }
        }
        return new Content.Drawn(new Normal(mean, count > 1 ? BIAS_SCALE * Math.sqrt(squares / (count - 1)) : 0));
    }

    private BitSet excluded() {
        BitSet excluded = new BitSet();
        extension.excluded().forEach(range -> excluded.set((int) range.start(), (int) range.end()));
        return excluded;
    }

    private int added() {
        return Math.toIntExact(extension.size() - old.count());
    }

    private Slice rows(long from, long to) {
        List<Slice.Range> ranges = new ArrayList<>(Slice.whole(planned.spec().shape()).ranges());
        ranges.set(0, new Slice.Range(from, to));
        return new Slice(ranges);
    }
}
