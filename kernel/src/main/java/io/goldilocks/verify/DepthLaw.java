// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.model.Place;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Says by which other law of depth the end of a residual branch may have been scaled, if its standard deviation is wrong.
 *
 * @param place where the tensor stands
 * @param expected the standard deviation of the recipe
 * @param found the standard deviation of the elements
 */
record DepthLaw(Place place, double expected, double found) {
    /** The laws differ by more than this, in parts of their size. */
    private static final double NEAR = 0.03;

    /** Whether the ratio of the two is that of another law. */
    boolean isSuspected() {
        return endsBranch() && place.layer().isPresent() && laws(place.layer().get()).keySet().stream()
                .anyMatch(this::isNear);
    }

    String meaning() {
        String times = String.format(Locale.ROOT, "%.4g times the recipe's", found / expected);
        if (!isSuspected()) {
            return times;
        }
        return times + ": " + laws(place.layer().orElseThrow()).entrySet().stream()
                .filter(law -> isNear(law.getKey())).findFirst().orElseThrow().getValue();
    }

    /** Near to a law, and not as near to the recipe. */
    private boolean isNear(double ratio) {
        return Math.abs(ratio - 1) > 2 * NEAR && Math.abs(found / expected / ratio - 1) < NEAR;
    }

    private boolean endsBranch() {
        return !place.bias() && switch (place.role()) {
            case ATTENTION_OUT, MLP_OUT, MIXER_OUT -> true;
            default -> false;
        };
    }

    /** What the ratio of found to expected would be, and what it would mean. */
    private static Map<Double, String> laws(Place.Layer layer) {
        double whole = Math.sqrt(2.0 * layer.count());
        double own = Math.sqrt(2.0 * (layer.index() + 1));
        Map<Double, String> laws = new LinkedHashMap<>();
        laws.putIfAbsent(whole, "the end of a residual branch, not divided by sqrt(2L)");
        laws.putIfAbsent(1 / whole, "the end of a residual branch, divided by sqrt(2L) where the recipe does not");
        laws.putIfAbsent(Math.sqrt(2), "the end of a residual branch, divided by sqrt(L) in place of sqrt(2L)");
        laws.putIfAbsent(whole / own,
                "the end of a residual branch, divided by sqrt(2(l+1)), its own depth, in place of sqrt(2L)");
        laws.putIfAbsent(own / whole,
                "the end of a residual branch, divided by sqrt(2L) in place of sqrt(2(l+1)), its own depth");
        laws.putIfAbsent(1 / own,
                "the end of a residual branch, divided by sqrt(2(l+1)), its own depth, where the recipe does not");
        return laws;
    }
}
