// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import io.goldilocks.bench.SampleBenchmark;
import io.goldilocks.tensor.DType;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * DJL's initialisers on its PyTorch engine. They make a new array each time, as its users get it; it is copied into the buffer,
 * which costs little beside the samples.
 */
public class DjlBenchmark extends SampleBenchmark {
    private NDManager manager;
    private Shape shape;
    private DataType type;
    private Initializer initializer;

    /** Makes the state; JMH sets the parameters. */
    public DjlBenchmark() {}

    /** Starts the engine. */
    @Setup(Level.Trial)
    public final void prepare() {
        manager = NDManager.newBaseManager("PyTorch");
        manager.getEngine().setRandomSeed((int) SEED);
        shape = new Shape(elements());
        type = dtype == DType.F32 ? DataType.FLOAT32 : DataType.FLOAT64;
        // Its UniformInitializer is this call with bounds that lie around zero.
        initializer = distribution.equals("normal")
                ? new NormalInitializer(1)
                : (arrays, wanted, of) -> arrays.randomUniform(0, 1, wanted, of);
    }

    /** Frees the arrays. */
    @TearDown(Level.Trial)
    public final void close() {
        manager.close();
    }

    @Override
    protected boolean supported() {
        return (dtype == DType.F32 || dtype == DType.F64) && threads == 1
                && (distribution.equals("normal") || distribution.equals("uniform"));
    }

    @Override
    protected void fill() {
        try (NDArray samples = initializer.initialize(manager, shape, type)) {
            buffer().copyFrom(MemorySegment.ofBuffer(samples.toByteBuffer(true)));
        }
    }

    @Override
    protected String measured() {
        return "DJL " + Engine.getDjlVersion() + " on PyTorch " + Engine.getEngine("PyTorch").getVersion();
    }
}
