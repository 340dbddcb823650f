// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.tensor.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * A box of a tensor and what its elements are.
 *
 * @param region the box, in indices of the whole tensor
 * @param content what the elements of the box are
 * @param frame the box whose elements the content counts: {@code region} itself, or what it was cut from. What is drawn
 *     counts the elements of the tensor, so its frame does not matter and is always {@code region}
 */
public record Part(Slice region, Content content, Slice frame) {
    /** Forgets the frame of what is drawn, so that equal parts are equal. */
    public Part {
        if (content instanceof Content.Drawn) {
            frame = region;
        }
    }

    /**
     * Makes a part that was not cut from a larger one.
     *
     * @param region the box, in indices of the whole tensor
     * @param content what the elements of the box are
     */
    public Part(Slice region, Content content) {
        this(region, content, region);
    }

    /**
     * Makes a part that is drawn.
     *
     * @param region the box, in indices of the whole tensor
     * @param distribution what each element of the box is drawn from
     */
    public Part(Slice region, Distribution distribution) {
        this(region, new Content.Drawn(distribution));
    }

    /**
     * Cuts the part.
     *
     * @param box a box in the tensor
     * @return what of this part lies in the box, with the same values; its region may be empty
     */
    public Part within(Slice box) {
        return new Part(region.intersect(box), content, frame);
    }

    /** The same part of a tensor in which this one's tensor is the box that begins where {@code box} does. */
    Part shifted(Slice box) {
        return new Part(shifted(region, box), content, shifted(frame, box));
    }

    private static Slice shifted(Slice slice, Slice box) {
        List<Slice.Range> ranges = new ArrayList<>();
        for (int axis = 0; axis < slice.ranges().size(); axis++) {
            long start = box.ranges().get(axis).start();
            Slice.Range range = slice.ranges().get(axis);
            ranges.add(new Slice.Range(start + range.start(), start + range.end()));
        }
        return new Slice(ranges);
    }
}
