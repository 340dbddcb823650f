// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.linalg;

import io.goldilocks.bench.AbstractBenchmark;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Layout;
import io.goldilocks.init.Orthogonal;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One orthogonal matrix, from its Gaussians to its place in memory, as torch's {@code orthogonal_} makes one. The score is the
 * time of a matrix.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class OrthogonalBenchmark extends AbstractBenchmark {
    /** The shape: square, tall and wide. */
    @Param({"4096x4096", "4096x1024", "1024x4096"})
    public String shape;

    /** The type of the elements: calculated in f32 or in f64. */
    @Param({"F32", "F64"})
    public DType dtype;

    /** How many threads calculate, the caller's among them. */
    @Param({"1", "2"})
    public int threads;

    private MemorySegment matrix;
    private List<FillTask> tasks;
    private Filler filler;

    /** Makes the state; JMH sets the parameters. */
    public OrthogonalBenchmark() {}

    /** Makes the memory, the engine and its task. */
    @Setup(Level.Trial)
    public final void prepare() {
        Shape extents = Shape.parse(shape);
        TensorSpec tensor = new TensorSpec(NAME, extents, dtype);
        matrix = Arena.ofAuto().allocate(tensor.byteSize(), 64);
        tasks = List.of(FillTask.whole(tensor, new Orthogonal(1).parts(extents, Layout.LINEAR), SEED, matrix));
        filler = new Filler(threads);
    }

    /** Ends the engine's threads. */
    @TearDown(Level.Trial)
    public final void close() {
        filler.close();
    }

    /**
     * Makes a matrix.
     *
     * @return its memory
     * @throws IOException never: there is no file
     */
    @Benchmark
    public MemorySegment orthogonal() throws IOException {
        filler.fill(tasks, Progress.NONE);
        return matrix;
    }
}
