// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.init.Part;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rounding.ScalarRounding;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of every initialiser that there is: any slice, on any number of threads, is the cut of the whole, in every type. */
class EveryInitializerTest {
    private static final String MATRIX = "67x90";

    /** A form of each name, with a shape and a layout that it fits. */
    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            example("constant", "(val=0.3)", MATRIX, "linear"),
            example("truncated_normal", "(std=0.5,bounds=-1sigma:3sigma)", MATRIX, "linear"),
            example("xavier_uniform", "(gain=gelu)", MATRIX, "fused(q=40,k=20,v=7)"),
            example("kaiming_normal", "", "5x13x90", "experts(of=conv1d)"),
            example("gpt2_residual", "(layers=12)", MATRIX, "linear"),
            example("megatron_scaled", "(layers=12,cutoff=3)", MATRIX, "linear"),
            example("depth_scaled", "(layer=3)", MATRIX, "linear"), example("small_init", "(dim=9)", MATRIX, "linear"),
            example("wang_init", "(layers=2,dim=9)", MATRIX, "linear"),
            example("t_fixup", "(weights=decoder,layers=6)", MATRIX, "linear"),
            example("deepnorm", "(stack=encoder,layers=6)", MATRIX, "linear"),
            example("mup", "(base=30x45,of=normal(std=0.3))", MATRIX, "linear"),
            example("identity", "", "3x30x31", "experts"), example("diagonal", "(gain=-0.7)", MATRIX, "linear"),
            example("dirac", "(groups=2)", "26x9x5x4", "conv"), example("sparse", "(sparsity=0.3)", MATRIX, "linear"),
            example("orthogonal", "(gain=relu)", "3x75x70", "experts"),
            example("delta_orthogonal", "", "80x20x3x5", "conv"),
            example("given", "(values=0.1:-2:3e-5:70000:1:2:3:4:5:6:7:8)", "4x3", "linear"),
            example("forget_gate", "(of=normal)", "80x3", "linear"),
            example("zero_row", "(row=5,of=sparse(sparsity=0.5,std=1))", MATRIX, "embedding"),
            example("composed", "([3:40,:]=sparse(sparsity=0.5),[40:,2:80]=sinusoid,rest=uniform)", MATRIX, "linear"));

    private static Map.Entry<String, String> example(String name, String arguments, String shape, String layout) {
        return Map.entry(name, name + arguments + ";" + shape + ";" + layout);
    }

    static Stream<String> everyInitializer() {
        return Initializers.names().stream().map(name -> EXAMPLES.getOrDefault(name, name + ";" + MATRIX + ";linear"));
    }

    private record Case(TensorSpec tensor, List<Part> parts) {
        static Case of(String example, DType type) {
            String[] cells = example.split(";", -1);
            TensorSpec tensor = new TensorSpec("w", Shape.parse(cells[1]), type);
            return new Case(tensor, Initializers.parse(cells[0]).parts(tensor.shape(), Layout.parse(cells[2])));
        }

        byte[] fill(Filler filler, Slice window) throws IOException {
            byte[] got = new byte[Math.toIntExact(window.shape().byteSize(tensor.dtype()))];
            filler.fill(List.of(new FillTask(tensor, window, parts, TensorStream.of(11, "w"),
                    new FillTask.InMemory(MemorySegment.ofArray(got)), 0)), Progress.NONE);
            return got;
        }

        byte[] whole() throws IOException {
            try (Filler filler = new Filler(1)) {
                return fill(filler, Slice.whole(tensor.shape()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyInitializer")
    void everySliceIsTheCutOfTheWhole(String example) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        try (Filler three = new Filler(3)) {
            for (DType type : List.of(DType.F64, DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2)) {
                Case one = Case.of(example, type);
                byte[] whole = one.whole();
                assertArrayEquals(whole, one.fill(three, Slice.whole(one.tensor.shape())));
                for (int i = 0; i < 5; i++) {
                    List<Slice.Range> ranges = one.tensor.shape().extents().stream().map(extent -> {
                        long start = random.nextLong(extent + 1);
                        return new Slice.Range(start, random.nextLong(start, extent + 1));
                    }).toList();
                    Slice window = new Slice(ranges);
                    assertArrayEquals(Boxes.cut(whole, one.tensor, window), one.fill(three, window),
                            type + " " + window);
                }
            }
        }
    }

    /** f16 and bf16 are the f32 rounded once; f32 and f64 differ in their streams, but not where nothing is drawn. */
    @ParameterizedTest
    @MethodSource("everyInitializer")
    void narrowTypesAreTheF32Rounded(String example) throws IOException {
        ByteBuffer floats = ByteBuffer.wrap(Case.of(example, DType.F32).whole()).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer halves = ByteBuffer.wrap(Case.of(example, DType.F16).whole()).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer brains = ByteBuffer.wrap(Case.of(example, DType.BF16).whole()).order(ByteOrder.LITTLE_ENDIAN);
        while (floats.hasRemaining()) {
            float value = floats.getFloat();
            assertEquals(Float.floatToFloat16(value), halves.getShort());
            assertEquals(ScalarRounding.bf16(value), brains.getShort());
        }
    }

    /** ⌈0.3·67⌉ = 21 zeros in every column, at other places in each, and Gaussians between. */
    @Test
    void sparseHasItsZerosInEveryColumn() throws IOException {
        ByteBuffer floats = ByteBuffer.wrap(Case.of(requireNonNull(EXAMPLES.get("sparse")), DType.F32).whole())
                .order(ByteOrder.LITTLE_ENDIAN);
        TreeSet<String> places = new TreeSet<>();
        double squares = 0;
        for (int column = 0; column < 90; column++) {
            StringBuilder zeros = new StringBuilder();
            for (int row = 0; row < 67; row++) {
                float value = floats.getFloat((row * 90 + column) * Float.BYTES);
                zeros.append(value == 0 ? '0' : '.');
                squares += (double) value * value;
            }
            assertEquals(21, zeros.chars().filter(c -> c == '0').count());
            places.add(zeros.toString());
        }
        assertEquals(90, places.size());
        // 46·90 = 4140 Gaussians of std 0.01: five standard errors of their variance.
        assertEquals(1e-4, squares / 4140, 5 * 1e-4 * Math.sqrt(2.0 / 4140));
    }

    /** A generator that makes bf16 from few bits has 128 values within ±3; of 10⁶ normals 63 lie beyond ±4. */
    @Test
    void bf16NormalsHaveAllTheirValues() throws IOException {
        ByteBuffer brains = ByteBuffer.wrap(Case.of("normal;1000x1000;linear", DType.BF16).whole())
                .order(ByteOrder.LITTLE_ENDIAN);
        TreeSet<Float> values = new TreeSet<>();
        while (brains.hasRemaining()) {
            values.add(Float.intBitsToFloat(brains.getShort() << 16));
        }
        // Each of the 7 octaves from 2⁻⁵ to 4 has 128 values of either sign.
        assertTrue(values.size() > 7 * 256 && values.first() < -4 && values.last() > 4,
                values.size() + " from " + values.first() + " to " + values.last());
    }

    @Test
    void everyExampleIsOfANameThereIs() {
        EXAMPLES.keySet().forEach(name -> assertTrue(Initializers.names().contains(name), name));
    }
}
