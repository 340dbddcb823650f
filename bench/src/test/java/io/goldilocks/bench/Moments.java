// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Whether a benchmark does its job: it fills the whole buffer, with values of the right mean and standard deviation. */
public final class Moments {
    private static final int KIBIBYTES = 1 << 10;
    /** Each of the two checks fails for a true sampler once in 1.7 million seeds; the seeds are fixed. */
    private static final double STANDARD_ERRORS = 5;

    private Moments() {}

    /** Runs a benchmark once on a buffer of 1 MiB, after its own preparation, and checks what it wrote. */
    public static void require(SampleBenchmark benchmark, String distribution, DType dtype, Runnable prepare)
            throws IOException {
        require(benchmark, distribution, dtype, 0, prepare);
    }

    /** The same for a library whose sampler is itself a little off: by at most {@code bias} standard deviations. */
    public static void require(SampleBenchmark benchmark, String distribution, DType dtype, double bias,
            Runnable prepare) throws IOException {
        benchmark.distribution = distribution;
        benchmark.dtype = dtype;
        benchmark.threads = 1;
        benchmark.kibibytes = KIBIBYTES;
        benchmark.allocate();
        benchmark.requireSupported();
        prepare.run();
        // What is not filled stays NaN in every type, and shows in both moments.
        benchmark.buffer().fill((byte) -1);
        SampleCounter counter = new SampleCounter();
        benchmark.fill(counter);
        assertEquals(KIBIBYTES * 1024 / dtype.byteSize(), counter.samples);
        boolean normal = distribution.equals("normal");
        require(benchmark.buffer(), dtype, bias, normal ? 0 : 0.5, normal ? 1 : Math.sqrt(1.0 / 12), normal ? 3 : 1.8);
    }

    /** The standard error of the standard deviation is σ·√((kurtosis − 1) / 4n). */
    private static void require(MemorySegment buffer, DType dtype, double bias, double mean, double std,
            double kurtosis) {
        long elements = buffer.byteSize() / dtype.byteSize();
        double sum = 0;
        double squares = 0;
        for (long i = 0; i < elements; i++) {
            double deviation = element(buffer, dtype, i) - mean;
            sum += deviation;
            squares += deviation * deviation;
        }
        double n = (double) elements;
        assertEquals(0, sum / n, STANDARD_ERRORS * std / Math.sqrt(n) + bias * std, "mean");
        assertEquals(std, Math.sqrt(squares / n),
                STANDARD_ERRORS * std * Math.sqrt((kurtosis - 1) / (4 * n)) + bias * std, "standard deviation");
    }

    /** Reads an element of a type that benchmarks compare: F64, F32 or BF16. */
    public static double element(MemorySegment buffer, DType dtype, long index) {
        return switch (dtype) {
            case F64 -> buffer.getAtIndex(ValueLayout.JAVA_DOUBLE, index);
            case F32 -> buffer.getAtIndex(ValueLayout.JAVA_FLOAT, index);
            case BF16 -> Float.intBitsToFloat(buffer.getAtIndex(ValueLayout.JAVA_SHORT, index) << 16);
            default -> throw new IllegalArgumentException("no benchmark compares elements of type " + dtype);
        };
    }
}
