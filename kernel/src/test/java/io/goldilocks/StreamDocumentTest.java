// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.distribution.SampleArrays;
import io.goldilocks.distribution.Samples;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Truncation;
import io.goldilocks.distribution.VectorSamples;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.rng.VectorWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** STREAM.md says what the code does: its test vectors hold, its script is the one that is tested, and the script agrees. */
class StreamDocumentTest {
    private static final Path SCRIPT = Path.of("src/test/resources/io/goldilocks/stream.py");

    private static String document() throws IOException {
        return Files.readString(Path.of("STREAM.md"));
    }

    /** What stands between two fences of a language. */
    private static String fenced(String language) throws IOException {
        String document = document();
        int start = document.indexOf("```" + language + "\n") + language.length() + 4;
        assertTrue(start > language.length() + 4, "STREAM.md has no block of " + language);
        return document.substring(start, document.indexOf("```", start));
    }

    static Stream<String> vectors() throws IOException {
        return fenced("text").lines();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void testVectorsHold(String line) {
        List<String> fields = List.of(line.split(" "));
        long start = Long.parseLong(fields.get(3));
        List<String> wanted = fields.subList(4, fields.size());
        assertEquals(wanted, bits(fields.get(0), Long.parseLong(fields.get(1)), fields.get(2), start, wanted.size()));
    }

    @Test
    void documentShowsTheScriptThatIsTested() throws IOException {
        assertEquals(Files.readString(SCRIPT), fenced("python"));
    }

    /** Statements of a polynomial's error are asserted where the polynomials are tested; here that both are the same numbers. */
    @Test
    void documentStatesTheErrorsThatAreAsserted() throws IOException {
        String floats = Files.readString(Path.of("src/test/java/io/goldilocks/distribution/FloatMathTest.java"));
        assertTrue(floats.contains("NEG_LOG_ULP = 1.30") && floats.contains("SIN_ULP = 1.65")
                && floats.contains("COS_ULP = 0.90"));
        assertTrue(document().contains("within 1.30 ulp") && document().contains("within 1.65 and 0.90 ulp"));
        String truncated = Files
                .readString(Path.of("src/test/java/io/goldilocks/distribution/TruncatedQuantileTest.java"));
        assertTrue(truncated.contains("CENTRAL_PROBABILITY = 1.6e-7") && truncated.contains("FLOAT_RELATIVE = 1e-6")
                && truncated.contains("DOUBLE_RELATIVE = 1e-13"));
        assertTrue(document().contains("within 1.6·10⁻⁷") && document().contains("within 10⁻⁶ of its size")
                && document().contains("within\n10⁻¹³ of its size"));
        String doubles = Files.readString(Path.of("src/test/java/io/goldilocks/distribution/DoubleMathTest.java"));
        assertTrue(doubles.contains("NEG_LOG_ULP = 2.0") && doubles.contains("SIN_ULP = 2.0")
                && doubles.contains("COS_ULP = 1.0"));
        assertTrue(document().contains("within 2 ulp") && document().contains("within 2 and 1 ulp"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"words", "uniform32", "normal32", "uniform64", "truncated32", "tail32", "chacha8-words",
        "chacha8-normal32", "chacha8-uniform64", "threefry4x32-13-words", "threefry4x32-13-normal32",
        "threefry4x32-13-uniform64"})
    void scriptAgreesBitForBit(String kind) throws IOException, InterruptedException {
        for (long seed : new long[]{42, -1}) {
            for (long start : new long[]{5, (1L << 36) - 100}) {
                assertEquals(bits(kind, seed, "a.weight", start, 20_000),
                        script(kind, seed, "a.weight", start, 20_000));
            }
        }
    }

    /** Within 10⁻¹³ of a standard deviation: some hundreds of units of the last place where a value is near 0. */
    @Test
    void scriptAgreesOnF64NormalsButForRounding() throws IOException, InterruptedException {
        List<String> ours = bits("normal64", 42, "a.weight", 5, 20_000);
        List<String> theirs = script("normal64", 42, "a.weight", 5, 20_000);
        for (int i = 0; i < ours.size(); i++) {
            assertEquals(value(theirs.get(i)), value(ours.get(i)), 1e-13);
        }
    }

    private static double value(String hex) {
        return Double.longBitsToDouble(Long.parseUnsignedLong(hex, 16));
    }

    private static List<String> script(String kind, long seed, String name, long start, int count)
            throws IOException, InterruptedException {
        return PythonScript.run(SCRIPT, kind, seed, name, start, count);
    }

    private static List<String> bits(String kind, long seed, String name, long start, int count) {
        int dash = kind.lastIndexOf('-');
        Engine engine = dash < 0 ? Engine.PHILOX4X32_10 : Engine.parse(kind.substring(0, dash));
        String plain = kind.substring(dash + 1);
        int perTile = kind.endsWith("64") ? Samples.DOUBLES_PER_TILE : Tile.WORDS;
        int step = engine.tilesPerStep();
        long first = start / perTile / step * step;
        int skip = Math.toIntExact(start - first * perTile);
        int tiles = ((skip + count) / perTile / step + 1) * step;
        int[] words = new int[tiles * Tile.WORDS];
        new VectorWords().generate(TensorStream.of(engine, seed, name), first, tiles, words);
        return hex(plain, words, tiles).subList(skip, skip + count);
    }

    private static List<String> hex(String kind, int[] words, int tiles) {
        Samples samples = new VectorSamples();
        float[] floats = new float[tiles * Tile.WORDS];
        double[] doubles = new double[tiles * Samples.DOUBLES_PER_TILE];
        switch (kind) {
            case "words" -> {
                return Arrays.stream(words).mapToObj(word -> "%08x".formatted(word)).toList();
            }
            case "uniform32" -> SampleArrays.into(floats, out -> samples.uniformF32(words, tiles, 0f, 1f, out, 0));
            case "normal32" -> SampleArrays.into(floats, out -> samples.normalF32(words, tiles, 0f, 1f, out, 0));
            case "truncated32" -> SampleArrays.into(floats, out -> samples.truncatedNormalF32(words, tiles,
                    Truncation.of(new TruncatedNormal(0, 1, -2, 2)), out, 0));
            case "tail32" -> SampleArrays.into(floats, out -> samples.truncatedNormalF32(words, tiles,
                    Truncation.of(new TruncatedNormal(0, 1, 3, 5)), out, 0));
            case "uniform64" -> SampleArrays.into(doubles, out -> samples.uniformF64(words, tiles, 0.0, 1.0, out, 0));
            case "normal64" -> SampleArrays.into(doubles, out -> samples.normalF64(words, tiles, 0.0, 1.0, out, 0));
            default -> throw new IllegalArgumentException("no such kind: " + kind);
        }
        if (kind.endsWith("64")) {
            return Arrays.stream(doubles).mapToObj(d -> "%016x".formatted(Double.doubleToRawLongBits(d))).toList();
        }
        List<String> hex = new ArrayList<>();
        for (float f : floats) {
            hex.add("%08x".formatted(Float.floatToRawIntBits(f)));
        }
        return hex;
    }
}
