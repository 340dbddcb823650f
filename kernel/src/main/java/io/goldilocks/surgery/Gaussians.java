// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.distribution.Normal;
import io.goldilocks.init.Content;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Standard Gaussians as numbers. */
final class Gaussians {
    private static final Normal STANDARD = new Normal(0, 1);

    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Gaussians() {}

    /** Draws those of consecutive elements of a frame: the values that {@code normal(mean=0,std=1)} has there. */
    static void draw(Content.Samples samples, boolean doubles, long first, int count, double[] out) {
        draw(samples, 0, doubles, first, count, out);
    }

    /** The same in another draw. */
    static void draw(Content.Samples samples, int draw, boolean doubles, long first, int count, double[] out) {
        int size = doubles ? Double.BYTES : Float.BYTES;
        MemorySegment drawn = MemorySegment.ofArray(new byte[count * size]);
        samples.draw(draw, STANDARD, doubles, first, drawn);
        for (int i = 0; i < count; i++) {
            out[i] = doubles ? drawn.get(F64, (long) i * size) : drawn.get(F32, (long) i * size);
        }
    }
}
