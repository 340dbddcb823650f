// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.goldilocks.init.Content;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rounding.Float8;
import io.goldilocks.rounding.ScalarRounding;
import io.goldilocks.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Fills consecutive elements whose values are not drawn, on one thread: each is made in f64 and rounded as a constant is. The
 * scratch is made once; filling allocates nothing.
 */
final class ElementFiller {
    private static final int BATCH = 1024;

    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final double[] values = new double[BATCH];
    private final MemorySegment samples = MemorySegment.ofArray(new byte[BATCH * Double.BYTES]);

    /** Fills elements [first, first + count) of a frame into {@code target} from byte {@code offset} on. */
    void fill(Content.Indexed content, DType type, long first, long count, MemorySegment target, long offset) {
        for (long done = 0; done < count; done += BATCH) {
            int batch = (int) Math.min(BATCH, count - done);
            for (int i = 0; i < batch; i++) {
                values[i] = content.at(first + done + i);
            }
            store(batch, type, target, offset + done * type.byteSize());
        }
    }

    /** Fills elements [start, start + count) of a tensor with images of the samples that stand there. */
    void fill(Content.Mapped content, TileFiller tiles, TensorStream stream, DType type, long start, long count,
            MemorySegment target, long offset) {
        DType precision = type == DType.F64 ? DType.F64 : DType.F32;
        for (long done = 0; done < count; done += BATCH) {
            int batch = (int) Math.min(BATCH, count - done);
            tiles.fill(stream, content.base(), precision, start + done, batch, samples, 0);
            load(type == DType.F64, batch);
            for (int i = 0; i < batch; i++) {
                values[i] = content.map(values[i]);
            }
            store(batch, type, target, offset + done * type.byteSize());
        }
    }

    /** Copies elements [first, first + count) of a frame that has been computed. */
    void copy(Content.Values computed, DType type, long first, long count, MemorySegment target, long offset) {
        for (long done = 0; done < count; done += BATCH) {
            int batch = (int) Math.min(BATCH, count - done);
            computed.read(first + done, batch, values);
            store(batch, type, target, offset + done * type.byteSize());
        }
    }

    private void load(boolean doubles, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = doubles ? samples.get(F64, (long) i * Double.BYTES) : samples.get(F32, (long) i * Float.BYTES);
        }
    }

    private void store(int count, DType type, MemorySegment target, long offset) {
        for (int i = 0; i < count; i++) {
            double value = values[i];
            long at = offset + (long) i * type.byteSize();
            switch (type) {
                case F64 -> target.set(F64, at, value);
                case F32 -> target.set(F32, at, (float) value);
                case BF16 -> target.set(HALF, at, ScalarRounding.bf16((float) value));
                case F16 -> target.set(HALF, at, Float.floatToFloat16((float) value));
                case F8_E4M3 -> target.set(ValueLayout.JAVA_BYTE, at, Float8.E4M3.round((float) value));
                default -> target.set(ValueLayout.JAVA_BYTE, at, Float8.E5M2.round((float) value));
            }
        }
    }
}
