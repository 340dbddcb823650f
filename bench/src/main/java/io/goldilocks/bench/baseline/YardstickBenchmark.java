// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import io.goldilocks.bench.SampleBenchmark;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What hand-written AVX-512 makes of the kernel's own algorithms, on one thread. Before it is measured its samples are compared
 * with the kernel's: they must be the same bits. {@code words} are the bare words of an engine, for which the kernel has a
 * benchmark of its own.
 */
public class YardstickBenchmark extends SampleBenchmark {
    private static final String WORDS = "words";

    /** The C compiler. */
    @Param("cc")
    public String compiler;

    private Yardstick yardstick;

    /** Makes the state; JMH sets the parameters. */
    public YardstickBenchmark() {}

    /**
     * Says whether this machine can run it.
     *
     * @return true if it has AVX-512 and a C compiler
     */
    public static boolean isAvailable() {
        return Yardstick.isAvailable("cc");
    }

    /**
     * Builds the function and compares its samples.
     *
     * @throws IOException if it does not compile
     */
    @Setup(Level.Trial)
    public final void prepare() throws IOException {
        yardstick = Yardstick.build(compiler, distribution, dtype.name(), SEED, NAME);
        if (distribution.startsWith(WORDS)) {
            return;
        }
        fill();
        MemorySegment expected = allocate(buffer().byteSize());
        Shape shape = Shape.of(elements());
        try (Filler filler = new Filler(1)) {
            filler.fill(List.of(FillTask.whole(new TensorSpec(NAME, shape, dtype),
                    Initializers.parse(distribution).parts(shape, Layout.VECTOR), SEED, expected)), Progress.NONE);
        }
        long mismatch = buffer().mismatch(expected);
        if (mismatch >= 0) {
            throw new IllegalStateException("the yardstick for " + distribution + " " + dtype
                    + " differs from the kernel at byte " + mismatch + ": it would measure something else");
        }
    }

    @Override
    protected boolean supported() {
        return threads == 1 && Yardstick.isAvailable(compiler) && kibibytes % 4 == 0;
    }

    @Override
    protected String measured() {
        return "yardstick.c, compiled with " + compiler;
    }

    @Override
    protected void fill() {
        yardstick.fill(dtype == DType.F64 ? 2 * elements() : elements(), buffer());
    }
}
