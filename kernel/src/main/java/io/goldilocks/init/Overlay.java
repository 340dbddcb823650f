// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Slice;
import java.util.ArrayList;
import java.util.List;

/** Cuts boxes out of parts, so that something else can take their place. */
final class Overlay {
    private Overlay() {}

    /** The parts, without what lies in the box; what becomes empty is left out. */
    static List<Part> without(List<Part> parts, Slice box) {
        List<Part> left = new ArrayList<>();
        for (Part part : parts) {
            Slice hole = part.region().intersect(box);
            if (isEmpty(hole)) {
                left.add(part);
            } else {
                around(part.region(), hole).stream().map(part::within).forEach(left::add);
            }
        }
        return left;
    }

    static boolean isEmpty(Slice box) {
        return box.ranges().stream().anyMatch(range -> range.length() == 0);
    }

    /** Axis by axis: what lies before the hole and after it, narrowed to the hole on the axes that are done. */
    private static List<Slice> around(Slice box, Slice hole) {
        List<Slice> boxes = new ArrayList<>();
        List<Slice.Range> ranges = new ArrayList<>(box.ranges());
        for (int axis = 0; axis < ranges.size(); axis++) {
            Slice.Range whole = ranges.get(axis);
            Slice.Range cut = hole.ranges().get(axis);
            for (Slice.Range beside : List.of(new Slice.Range(whole.start(), cut.start()),
                    new Slice.Range(cut.end(), whole.end()))) {
                if (beside.length() > 0) {
                    ranges.set(axis, beside);
                    boxes.add(new Slice(ranges));
                }
            }
            ranges.set(axis, cut);
        }
        return boxes;
    }
}
