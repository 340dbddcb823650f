// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.linalg.OrthonormalRows;
import io.goldilocks.linalg.Parallel;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What STREAM.md says of orthogonal matrices: its vectors hold, and its script gives the bits that a fill gives. */
class OrthogonalDocumentTest {
    private static final Path SCRIPT = Path.of("src/test/resources/io/goldilocks/orthogonal.py");

    private static String document() throws IOException {
        return Files.readString(Path.of("STREAM.md"));
    }

    static Stream<String> vectors() throws IOException {
        String document = document();
        String fence = "```orthogonal\n";
        int start = document.indexOf(fence) + fence.length();
        assertTrue(start > fence.length(), "STREAM.md has no vectors of orthogonal matrices");
        return document.substring(start, document.indexOf("```", start)).lines();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void testVectorsHold(String line) {
        String[] sides = line.split(" : ", -1);
        List<String> given = List.of(sides[0].split(" ", -1));
        int count = Integer.parseInt(given.get(0));
        int length = Integer.parseInt(given.get(1));
        OrthonormalRows<float[]> rows = OrthonormalRows.ofFloats(count, length);
        for (int i = 0; i < count * length; i++) {
            rows.set(i / length, i % length, Double.parseDouble(given.get(3 + i)));
        }
        rows.orthonormalise(Double.parseDouble(given.get(2)), Parallel.NONE);
        List<String> bits = new ArrayList<>();
        for (int i = 0; i < count * length; i++) {
            bits.add("%08x".formatted(Float.floatToRawIntBits((float) rows.get(i / length, i % length))));
        }
        assertEquals(List.of(sides[1].split(" ", -1)), bits);
    }

    @Test
    void documentShowsTheScriptThatIsTested() throws IOException {
        assertTrue(document().contains("```python\n" + Files.readString(SCRIPT) + "```\n"));
    }

    @ParameterizedTest
    @CsvSource({"42, 5, 7, 1", "-1, 100, 70, 0.3", "7, 130, 130, 2", "3, 64, 65, 1", "3, 1, 1, 1"})
    void scriptAgreesBitForBit(long seed, int rows, int columns, double gain) throws IOException, InterruptedException {
        TensorSpec tensor = new TensorSpec("a.weight", Shape.of(rows, columns), DType.F32);
        float[] values = new float[rows * columns];
        Goldilocks.fill(MemorySegment.ofArray(values), tensor, Layout.LINEAR,
                Initializers.parse("orthogonal(gain=" + gain + ")"), seed);
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        assertEquals(PythonScript.run(SCRIPT, seed, tensor.name(), rows, columns, gain),
                Arrays.stream(bits).mapToObj("%08x"::formatted).toList());
    }
}
