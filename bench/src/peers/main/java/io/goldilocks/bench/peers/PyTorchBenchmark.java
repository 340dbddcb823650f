// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.peers;

import io.goldilocks.bench.SampleBenchmark;
import java.io.IOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;

/** PyTorch for the CPU through Bytedeco's binding: {@code normal_} and {@code uniform_} of a tensor that is our buffer. */
public class PyTorchBenchmark extends SampleBenchmark {
    private Tensor tensor;

    /** Makes the state; JMH sets the parameters. */
    public PyTorchBenchmark() {}

    /** Makes a tensor of the buffer. */
    @Setup(Level.Trial)
    public final void prepare() {
        torch.manual_seed(SEED);
        torch.set_num_threads(threads);
        ScalarType type = switch (dtype) {
            case F32 -> ScalarType.Float;
            case BF16 -> ScalarType.BFloat16;
            default -> ScalarType.Double;
        };
        tensor = torch.from_blob(new BytePointer(buffer().asByteBuffer()), new long[] {elements()}, new TensorOptions(type));
    }

    @Override
    protected boolean supported() {
        return switch (dtype) {
            case F32, BF16, F64 -> distribution.equals("normal") || distribution.equals("uniform");
            default -> false;
        };
    }

    @Override
    protected void fill() {
        if (distribution.equals("normal")) {
            tensor.normal_();
        } else {
            tensor.uniform_();
        }
    }

    @Override
    protected String measured() throws IOException {
        return "PyTorch, Bytedeco " + Loader.getVersion("org.bytedeco", "pytorch") + ", "
                + torch.get_cpu_capability().getString();
    }
}
