// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.peers;

import io.goldilocks.bench.SampleBenchmark;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;

/** ND4J, which DL4J's initialisers call, on its native backend: {@code randn} and {@code rand} into an array of our buffer. */
public class Nd4jBenchmark extends SampleBenchmark {
    private INDArray array;

    /** Makes the state; JMH sets the parameters. */
    public Nd4jBenchmark() {}

    /** Makes an array of the buffer. */
    @Setup(Level.Trial)
    public final void prepare() {
        Nd4j.getRandom().setSeed(SEED);
        ByteBuffer bytes = buffer().asByteBuffer().order(ByteOrder.nativeOrder());
        array = Nd4j.create(dtype == DType.F32
                ? Nd4j.createBuffer(new FloatPointer(bytes.asFloatBuffer()), elements(), DataType.FLOAT)
                : Nd4j.createBuffer(new DoublePointer(bytes.asDoubleBuffer()), elements(), DataType.DOUBLE),
                elements());
    }

    @Override
    protected boolean supported() {
        return (dtype == DType.F32 || dtype == DType.F64) && threads == 1
                && (distribution.equals("normal") || distribution.equals("uniform"));
    }

    @Override
    protected void fill() {
        if (distribution.equals("normal")) {
            Nd4j.randn(array);
        } else {
            Nd4j.rand(array);
        }
    }

    @Override
    protected String measured() throws IOException {
        return "ND4J " + Loader.getVersion("org.nd4j", "nd4j-native");
    }
}
