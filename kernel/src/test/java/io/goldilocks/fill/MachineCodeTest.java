// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.simd.Lanes;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The instructions that the kernels come to, read from the machine code that a virtual machine of its own prints. What the
 * code does is tested elsewhere; this is the guard of its speed that no clock disturbs.
 */
class MachineCodeTest {
    private static final Pattern CODE_LINE = Pattern.compile("\\s*0x[0-9a-f]+:((?:\\s+[0-9a-f]{2,8}|\\s*\\|)+)\\s*");
    private static final int ELEMENTS = TileFiller.BATCH * Tile.WORDS;

    /** What is counted: its opcode map and its opcode, both with the prefix 66 of Intel's manual. */
    private enum Instruction {
        /** 32 × 32 → 64 bits. */
        VPMULUDQ(1, 0xF4),
        /** 64 × 64 → 64 bits, three times as slow on some CPUs, or 32 × 32 → 32, from which others must piece it together. */
        VPMULLQ_OR_VPMULLD(2, 0x40),
        /** An fma that adds to its destination. */
        VFMADD231PS(2, 0xB8);

        final int map;
        final int opcode;

        Instruction(int map, int opcode) {
            this.map = map;
            this.opcode = opcode;
        }

        /** Counts it in its encodings, VEX and EVEX, wherever they begin: four bytes seldom look so by chance. */
        int countIn(byte[] code) {
            int found = 0;
            for (int i = 0; i + 5 < code.length; i++) {
                int b0 = code[i] & 0xFF;
                int b1 = code[i + 1] & 0xFF;
                int b2 = code[i + 2] & 0xFF;
                boolean shortVex = b0 == 0xC5 && map == 1 && (b1 & 3) == 1 && opcode == b2;
                boolean vex = b0 == 0xC4 && (b1 & 0x1F) == map && (b2 & 3) == 1 && opcode == (code[i + 3] & 0xFF);
                boolean evex = b0 == 0x62 && (b1 & 7) == map && (b2 & 7) == 5 && opcode == (code[i + 4] & 0xFF);
                found += shortVex || vex || evex ? 1 : 0;
            }
            return found;
        }
    }

    @Test
    void kernelsComeToTheInstructionsThatTheyShould() throws IOException, InterruptedException {
        assumeTrue(List.of("amd64", "x86_64").contains(System.getProperty("os.arch")), "only x86 code is read here");
        String printed = printedCode();
        // Four groups, a product in round 2 and two in a further round: a factor that is not seen to have 32 bits takes another
        // instruction.
        for (String kernel : List.of("VectorPhilox4x32::generate", "VectorPhiloxUniform::generate")) {
            byte[] words = lastCode(printed, kernel);
            assertEquals(12, Instruction.VPMULUDQ.countIn(words), kernel + ": vpmuludq");
            assertEquals(0, Instruction.VPMULLQ_OR_VPMULLD.countIn(words), kernel + ": vpmullq and vpmulld");
        }
        // The logarithm takes 9, the angle 7 and each of the two samples 1; HotSpot makes some copies of the loop.
        int fused = Instruction.VFMADD231PS.countIn(lastCode(printed, "VectorSamples::normalF32"));
        assertTrue(fused > 0 && fused % 18 == 0, fused + " fused multiply-adds: expected 18 for each copy of the loop");
    }

    /** All code that the compilers make of the kernels until they are warm, at this machine's width. */
    private static String printedCode() throws IOException, InterruptedException {
        Path output = Files.createTempFile("code", ".txt");
        try {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-modules=jdk.incubator.vector", "-XX:MaxVectorSize=" + Lanes.BITS / 8, "-Xmx256m", "-Xbatch",
                    "-XX:CompileThresholdScaling=0.1", "-XX:+UnlockDiagnosticVMOptions", "-XX:CompileCommand=quiet",
                    "-XX:CompileCommand=print,io.goldilocks.rng.VectorPhilox4x32::generate",
                    "-XX:CompileCommand=print,io.goldilocks.distribution.VectorPhiloxUniform::generate",
                    "-XX:CompileCommand=print,io.goldilocks.distribution.VectorSamples::normalF32", "-cp",
                    System.getProperty("java.class.path"), Fill.class.getName()).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
            assertEquals(0, process.waitFor(), "exit code of the virtual machine that compiles");
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } finally {
            Files.delete(output);
        }
    }

    /** The bytes of the last code that the second compiler made of a method. */
    private static byte[] lastCode(String printed, String method) {
        StringBuilder hex = new StringBuilder();
        boolean inside = false;
        for (String line : printed.lines().toList()) {
            if (line.startsWith("Compiled method (")) {
                inside = line.startsWith("Compiled method (c2)") && line.contains("." + method + " (");
                hex.setLength(inside ? 0 : hex.length());
            }
            Matcher code = CODE_LINE.matcher(line);
            if (inside && code.matches()) {
                hex.append(code.group(1).replaceAll("[^0-9a-f]", ""));
            }
        }
        assertTrue(!hex.isEmpty(), "no machine code of " + method + " was printed");
        return HexFormat.of().parseHex(hex);
    }

    /** What the other virtual machine runs: f32 normals and uniforms, until everything on their way is compiled. */
    static final class Fill {
        private Fill() {}

        public static void main(String[] args) {
            TileFiller filler = TileFiller.only(Kernels.vector());
            MemorySegment memory = Arena.global().allocate(4L * ELEMENTS);
            for (int i = 0; i < 2_000; i++) {
                filler.fill(TensorStream.of(1, "w"), new Normal(0, 1), DType.F32, 0, ELEMENTS, memory, 0);
                filler.fill(TensorStream.of(1, "w"), new Uniform(0, 1), DType.F32, 0, ELEMENTS, memory, 0);
            }
        }
    }
}
