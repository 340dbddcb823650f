// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.goldilocks.rng.TensorStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The kernel's arithmetic written by hand in AVX-512 intrinsics, {@code yardstick.c}, compiled where it is measured, by the C
 * compiler of that machine.
 */
final class Yardstick {
    private static final String SOURCE = "yardstick.c";
    /** Contracting would join products and sums that the kernel rounds apart. */
    private static final List<String> FLAGS = List.of("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC");

    private final MethodHandle function;
    private final MemorySegment stream;

    private Yardstick(MethodHandle function, MemorySegment stream) {
        this.function = function;
        this.stream = stream;
    }

    /**
     * Says whether it can be built and run. Asks the compiler, because a JVM without the vector module cannot tell.
     *
     * @param compiler a C compiler's name or path
     * @return true if the compiler answers, and what it would compile for this processor may use AVX-512
     */
    static boolean isAvailable(String compiler) {
        try {
            return run(List.of(compiler, "-march=native", "-dM", "-E", "-x", "c", "/dev/null"))
                    .contains("__AVX512DQ__");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Compiles the source and finds a function.
     *
     * @param compiler a C compiler's name or path
     * @param distribution what it makes, in its written form
     * @param dtype of which type
     * @param seed the seed
     * @param name the tensor's name
     * @return the function, bound to the stream
     * @throws IOException if it does not compile
     * @throws IllegalArgumentException if there is no such function
     */
    @SuppressWarnings("restricted") // loading the library is what this is for
    static Yardstick build(String compiler, String distribution, String dtype, long seed, String name)
            throws IOException {
        Path folder = Files.createTempDirectory("yardstick");
        Path source = folder.resolve(SOURCE);
        Path library = folder.resolve("yardstick.so");
        try (InputStream in = Objects.requireNonNull(Yardstick.class.getResourceAsStream(SOURCE))) {
            Files.copy(in, source);
            List<String> command = new ArrayList<>(List.of(compiler));
            command.addAll(FLAGS);
            command.addAll(List.of("-o", library.toString(), source.toString()));
            run(command);
            String symbol = ("yardstick_" + distribution + "_" + dtype).toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9]+", "_");
            MemorySegment address = SymbolLookup.libraryLookup(library, Arena.global()).find(symbol)
                    .orElseThrow(() -> new IllegalArgumentException(SOURCE + " has no " + symbol));
            return new Yardstick(Linker.nativeLinker().downcallHandle(address,
                    FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS)), stream(seed, name));
        } finally {
            Files.deleteIfExists(library);
            Files.deleteIfExists(source);
            Files.deleteIfExists(folder);
        }
    }

    private static MemorySegment stream(long seed, String name) {
        long id = TensorStream.tensorId(name);
        return Arena.ofAuto().allocateFrom(JAVA_INT, (int) seed, (int) (seed >>> 32), (int) id, (int) (id >>> 32));
    }

    /**
     * Fills memory with the beginning of the stream.
     *
     * @param words how many words of the engine that takes, a multiple of 512
     * @param out receives the samples
     */
    void fill(long words, MemorySegment out) {
        try {
            function.invokeExact(stream, 0L, words, out);
        } catch (Throwable e) {
            throw new AssertionError("a C function throws nothing", e);
        }
    }

    /** Runs the compiler and returns what it prints. */
    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("'" + String.join(" ", command) + "' ended with " + status + ": " + said);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while compiling", e);
        }
    }
}
