// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.peers;

import io.goldilocks.bench.SampleBenchmark;
import io.goldilocks.tensor.DType;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.mkl.global.mkl_rt;
import org.bytedeco.mkl.global.mkl_rt.VSLStreamStatePtr;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The vector statistics of Intel's oneMKL through Bytedeco's binding. A stream serves one thread. */
public class OneMklBenchmark extends SampleBenchmark {
    /** oneMKL's generators: the one that the kernel has too, and its fastest by far, which needs the CPU's AES instructions. */
    public enum Generator {
        /** Philox4x32-10. */
        PHILOX4X32X10(mkl_rt.VSL_BRNG_PHILOX4X32X10),
        /** ARS-5, five rounds of AES. */
        ARS5(mkl_rt.VSL_BRNG_ARS5);

        private final int code;

        Generator(int code) {
            this.code = code;
        }
    }

    /** The generator. Normals are by the inverse of the distribution function, the fastest of oneMKL's methods. */
    @Param
    public Generator generator;

    private final VSLStreamStatePtr stream = new VSLStreamStatePtr();
    private FloatPointer floats;
    private DoublePointer doubles;

    /** Makes the state; JMH sets the parameters. */
    public OneMklBenchmark() {}

    /** Seeds the generator. */
    @Setup(Level.Trial)
    public final void prepare() {
        requireOk(mkl_rt.vslNewStream(stream, generator.code, (int) SEED));
        floats = new FloatPointer(buffer().asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer());
        doubles = new DoublePointer(buffer().asByteBuffer().order(ByteOrder.nativeOrder()).asDoubleBuffer());
    }

    @Override
    protected boolean supported() {
        return (dtype == DType.F32 || dtype == DType.F64) && threads == 1
                && (distribution.equals("normal") || distribution.equals("uniform"));
    }

    @Override
    protected void fill() {
        int count = Math.toIntExact(elements());
        boolean normal = distribution.equals("normal");
        int uniform = mkl_rt.VSL_RNG_METHOD_UNIFORM_STD;
        int inverse = mkl_rt.VSL_RNG_METHOD_GAUSSIAN_ICDF;
        if (dtype == DType.F32) {
            requireOk(normal
                    ? mkl_rt.vsRngGaussian(inverse, stream, count, floats, 0, 1)
                    : mkl_rt.vsRngUniform(uniform, stream, count, floats, 0, 1));
        } else {
            requireOk(normal
                    ? mkl_rt.vdRngGaussian(inverse, stream, count, doubles, 0, 1)
                    : mkl_rt.vdRngUniform(uniform, stream, count, doubles, 0, 1));
        }
    }

    @Override
    protected String measured() {
        byte[] version = new byte[256];
        mkl_rt.MKL_Get_Version_String(version, version.length);
        return new String(version, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    }

    private static void requireOk(int status) {
        if (status != 0) {
            throw new IllegalStateException("oneMKL returned " + status);
        }
    }
}
