// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.goldilocks.Goldilocks;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HugeMemoryTest {
    private static final long PAGE = HugeMemory.PAGE;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4095, 4096, PAGE - 1, PAGE, PAGE + 1, 5 * PAGE + 3})
    void memoryIsZeroAndAlignedAndOfTheSizeAskedFor(long size) {
        try (Arena confined = Arena.ofConfined(); Arena shared = Arena.ofShared()) {
            for (Arena arena : List.of(confined, shared, Arena.ofAuto(), Arena.global())) {
                MemorySegment memory = HugeMemory.allocate(arena, size);
                requireFresh(memory, size);
                memory.fill((byte) -1);
            }
        }
    }

    private static void requireFresh(MemorySegment memory, long size) {
        assertEquals(size, memory.byteSize());
        assertEquals(0, memory.address() % PAGE);
        assertTrue(LongStream.range(0, size).allMatch(i -> memory.get(ValueLayout.JAVA_BYTE, i) == 0));
    }

    @Test
    void systemIsAskedForHugePages() throws IOException {
        requireSystemCalls();
        assumeTrue(Files.exists(Path.of("/sys/kernel/mm/transparent_hugepage")), "this Linux has no huge pages");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = HugeMemory.allocate(arena, 4 * PAGE);
            List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
            int begins = 0;
            while (!covers(lines.get(begins), memory)) {
                begins++;
            }
            List<String> flags = lines.subList(begins, lines.size()).stream()
                    .filter(line -> line.startsWith("VmFlags:")).toList();
            assertTrue(List.of(flags.getFirst().split(" ")).contains("hg"), flags.getFirst());
        }
    }

    @Test
    void memoryIsFreedWithItsArena() throws IOException {
        requireSystemCalls();
        MemorySegment memory;
        try (Arena arena = Arena.ofShared()) {
            // Untouched, so large that nothing else takes its place at once.
            memory = HugeMemory.allocate(arena, 1L << 30);
            assertTrue(isMapped(memory));
        }
        assertFalse(isMapped(memory));
        assertThrows(IllegalStateException.class, () -> memory.get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    void arenaSaysWhoMayAllocate() {
        Arena closed;
        try (Arena confined = Arena.ofConfined()) {
            closed = confined;
            CompletableFuture<MemorySegment> stranger = CompletableFuture
                    .supplyAsync(() -> HugeMemory.allocate(confined, PAGE));
            ExecutionException e = assertThrows(ExecutionException.class, stranger::get);
            assertInstanceOf(WrongThreadException.class, e.getCause());
        }
        assertThrows(IllegalStateException.class, () -> HugeMemory.allocate(closed, PAGE));
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        try (Arena arena = Arena.ofConfined()) {
            assertThrows(IllegalArgumentException.class, () -> HugeMemory.allocate(arena, -1));
            requireSystemCalls();
            for (long size : new long[]{1L << 62, Long.MAX_VALUE}) {
                OutOfMemoryError e = assertThrows(OutOfMemoryError.class, () -> HugeMemory.allocate(arena, size));
                assertEquals("cannot allocate " + size + " bytes", e.getMessage());
            }
        }
    }

    /** Also where a tensor begins and ends within pages. */
    @Test
    void fillsGiveTheSameBitsAsInOtherMemory() {
        TensorSpec tensor = new TensorSpec("w", Shape.of(3, 700_001), DType.F32);
        byte[] wanted = new byte[(int) tensor.byteSize()];
        Goldilocks.fill(MemorySegment.ofArray(wanted), tensor, Layout.LINEAR, Initializers.normal(0, 1), 42);
        try (Arena arena = Arena.ofShared()) {
            for (long offset : new long[]{0, 1, PAGE - 4}) {
                MemorySegment memory = HugeMemory.allocate(arena, offset + wanted.length).asSlice(offset);
                Goldilocks.fill(memory, tensor, Layout.LINEAR, Initializers.normal(0, 1), 42);
                assertEquals(-1, memory.mismatch(MemorySegment.ofArray(wanted)), "offset " + offset);
            }
        }
    }

    @Test
    void withoutNativeAccessTheArenaGivesTheMemory() throws Exception {
        Process process = ChildProcess.start(List.of("--illegal-native-access=deny"), Child.class);
        assertEquals(List.of("fresh"), process.inputReader().lines().toList());
        assertEquals(0, process.waitFor());
    }

    /** A process that may not call the system. */
    static final class Child {
        public static void main(String[] arguments) {
            try (Arena arena = Arena.ofConfined()) {
                requireFresh(HugeMemory.allocate(arena, PAGE + 1), PAGE + 1);
                System.out.println("fresh");
            }
        }
    }

    private static void requireSystemCalls() {
        Optional<String> obstacle = Linux.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> "no huge memory here, because " + obstacle.orElseThrow());
    }

    private static boolean isMapped(MemorySegment memory) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream().anyMatch(line -> covers(line, memory));
    }

    /** Whether a line, {@code 7f00-7fff rw-p …} in hex, tells of a mapping that holds all of the memory. */
    private static boolean covers(String line, MemorySegment memory) {
        String[] range = line.split("[- ]", 3);
        return range.length == 3 && range[0].matches("[0-9a-f]+") && range[1].matches("[0-9a-f]+")
                && Long.parseUnsignedLong(range[0], 16) <= memory.address()
                && memory.address() + memory.byteSize() <= Long.parseUnsignedLong(range[1], 16);
    }
}
