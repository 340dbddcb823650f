// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.results;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two results side by side. A score has moved if the two intervals, score ± error, have no point in common: then the difference
 * is beyond what iterations of one fork vary by. It may still be what two forks of the same code vary by, which one fork cannot
 * tell: measure with more forks ({@code -f 5}) what matters.
 *
 * @param moved what is in both and has moved, the greatest change first
 * @param steady how many are in both and have not
 * @param onlyOld keys of what only the old result has
 * @param onlyNew keys of what only the new result has
 */
public record Comparison(List<Change> moved, int steady, Set<String> onlyOld, Set<String> onlyNew) {
    /**
     * One benchmark in both results.
     *
     * @param before the old score
     * @param after the new score
     */
    public record Change(Measurement before, Measurement after) {
        /**
         * Returns how many times faster the new result is.
         *
         * @return more than 1 if it is faster, whether the score is a rate or a time
         */
        public double speedup() {
            return after.unit().higherIsBetter() ? after.score() / before.score() : before.score() / after.score();
        }

        /** Without an error nothing can be said, so nothing is. */
        boolean beyondError() {
            return Math.abs(after.score() - before.score()) > before.error() + after.error();
        }
    }

    /**
     * Compares two results.
     *
     * @param before the old one
     * @param after the new one
     * @return what moved
     * @throws IllegalArgumentException if a benchmark has another unit in the new result
     */
    public static Comparison of(List<Measurement> before, List<Measurement> after) {
        Map<String, Measurement> old = new LinkedHashMap<>();
        before.forEach(measurement -> old.put(measurement.key(), measurement));
        List<Change> moved = new ArrayList<>();
        Set<String> onlyNew = new TreeSet<>();
        int steady = 0;
        for (Measurement measurement : after) {
            Measurement match = old.remove(measurement.key());
            if (match == null) {
                onlyNew.add(measurement.key());
            } else if (!match.unit().equals(measurement.unit())) {
                throw new IllegalArgumentException(measurement.key() + " is in " + match.unit().name()
                        + " in the old result and in " + measurement.unit().name() + " in the new one");
            } else if (new Change(match, measurement).beyondError()) {
                moved.add(new Change(match, measurement));
            } else {
                steady++;
            }
        }
        moved.sort(Comparator.comparingDouble(change -> -Math.abs(Math.log(change.speedup()))));
        return new Comparison(moved, steady, new TreeSet<>(old.keySet()), onlyNew);
    }

    /**
     * Prints what moved.
     *
     * @param out where to
     */
    public void print(PrintStream out) {
        for (Change change : moved) {
            out.printf(Locale.ROOT, "%5.2f times as fast: %s -> %s %s  %s%n", change.speedup(),
                    change.before().scored(),
                    change.after().scored(), change.after().unit().name(), change.after().key());
        }
        out.printf(Locale.ROOT, "%d moved beyond their error, %d did not%n", moved.size(), steady);
        onlyOld.forEach(key -> out.println("only in the old result: " + key));
        onlyNew.forEach(key -> out.println("only in the new result: " + key));
    }
}
