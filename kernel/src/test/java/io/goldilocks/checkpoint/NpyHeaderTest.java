// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.goldilocks.memory.AtomicFile;
import io.goldilocks.memory.FileStrategy;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NpyHeaderTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource
    void equalsNumpy(String name, TensorSpec spec) throws IOException {
        byte[] numpy = Reference.bytes(name);
        NpyHeader header = NpyHeader.of(spec);
        assertEquals(numpy.length, header.fileSize());
        assertEquals(List.of(new StoredTensor(spec, numpy.length - spec.byteSize())), header.tensors());
        assertEquals(0, header.bytes().byteSize() % 64);
        assertArrayEquals(Arrays.copyOf(numpy, (int) header.bytes().byteSize()),
                header.bytes().toArray(ValueLayout.JAVA_BYTE));
    }

    static Stream<Arguments> equalsNumpy() {
        long[] longShape = new long[32];
        Arrays.fill(longShape, 1);
        longShape[31] = 2;
        return Stream.of(Arguments.of("matrix-f4.npy", spec(DType.F32, 2, 3)),
                Arguments.of("vector-f8.npy", spec(DType.F64, 3)), Arguments.of("scalar-f2.npy", spec(DType.F16)),
                Arguments.of("empty-f4.npy", spec(DType.F32, 0, 7)),
                Arguments.of("long-f4.npy", spec(DType.F32, longShape)));
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16"}, mode = EnumSource.Mode.EXCLUDE)
    void otherTypesAreRefused(DType dtype) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> NpyHeader.of(spec(dtype, 2, 2)));
        assertEquals("tensor 'w' is of type " + dtype
                + ", which npy does not have: write a .safetensors file, or choose F64, F32 or F16", e.getMessage());
    }

    @Test
    void mostAxesStillFitVersionOne() {
        long[] shape = new long[Shape.MAX_RANK];
        Arrays.fill(shape, Long.MAX_VALUE);
        shape[0] = 0;
        assertEquals(1, NpyHeader.of(spec(DType.F32, shape)).bytes().get(ValueLayout.JAVA_BYTE, 6));
        assertEquals(0, NpyHeader.of(spec(DType.F32, shape)).fileSize() % 64);
    }

    @ParameterizedTest
    @EnumSource
    void numpyLoadsTheFile(FileStrategy strategy) throws Exception {
        NpyHeader header = NpyHeader.of(spec(DType.F32, 2, 3));
        Path path = folder.resolve("w.npy");
        try (AtomicFile file = header.create(path, strategy, false)) {
            file.write(header.tensors().getFirst().offset(),
                    MemorySegment.ofArray(new float[]{0.5f, 1, -2, 3, 4, 1e30f}));
            file.commit();
        }
        assertEquals("float32 (2, 3) [0.5, 1.0, -2.0, 3.0, 4.0, 1.0000000150474662e+30]",
                python("import numpy, sys; a = numpy.load(sys.argv[1]); print(a.dtype, a.shape, a.ravel().tolist())",
                        path.toString()));
    }

    private static String python(String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of("python3", "-c"), Stream.of(arguments)).toList();
        String numpy = output(List.of("python3", "-c", "import numpy; print('there')"));
        if (!numpy.equals("there")) {
            System.out.println("skipped, because python3 with numpy is not at hand: " + numpy);
        }
        assumeTrue(numpy.equals("there"), numpy);
        return output(command);
    }

    private static String output(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output.strip();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static TensorSpec spec(DType dtype, long... extents) {
        return new TensorSpec("w", Shape.of(extents), dtype);
    }
}
