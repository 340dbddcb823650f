// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of their own that end while a file is being written. */
class EndOfProcessTest {
    @TempDir
    private Path folder;

    @Test
    void orderlyEndRemovesTheTemporaryFile() throws Exception {
        Path target = Files.writeString(folder.resolve("model"), "precious");
        Process process = child(List.of(), target, "exit");
        assertEquals(3, process.waitFor(), () -> output(process));
        assertEquals(List.of("model"), names());
        assertEquals("precious", Files.readString(target));
    }

    @Test
    void killLeavesTheTargetAsItWas() throws Exception {
        Path target = Files.writeString(folder.resolve("model"), "precious");
        Process process = child(List.of(), target, "wait");
        assertEquals("written", process.inputReader().readLine());
        process.destroyForcibly().waitFor();
        assertEquals("precious", Files.readString(target));
        assertEquals(2, names().size(), names().toString());
        assertTrue(names().getFirst().startsWith(".model."), names().toString());
    }

    @Test
    void mappedStrategyWithoutNativeAccessNamesTheOption() throws Exception {
        AtomicFileTest.requirePossible(FileStrategy.MAPPED, folder);
        Path target = folder.resolve("model");
        Process process = child(List.of("--illegal-native-access=deny"), target, "map");
        assertEquals("cannot map " + target + ": its 10 bytes cannot be reserved, because that needs the Java option"
                + " --enable-native-access; use the strategy write", output(process));
        assertEquals(List.of(), names());
    }

    private static Process child(List<String> options, Path target, String action) throws IOException {
        return ChildProcess.start(options, Child.class, target.toString(), action);
    }

    private static String output(Process process) {
        return String.join("\n", process.inputReader().lines().toList());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The process that is ended. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            Path target = Path.of(arguments[0]);
            switch (arguments[1]) {
                case "map" -> {
                    try (AtomicFile file = AtomicFile.create(target, 10, FileStrategy.MAPPED, true)) {
                        file.commit();
                    } catch (IOException e) {
                        System.out.println(e.getMessage());
                    }
                }
                case "exit" -> {
                    write(target);
                    System.exit(3);
                }
                default -> {
                    write(target);
                    System.out.println("written");
                    Thread.sleep(60_000);
                }
            }
        }

        private static void write(Path target) throws IOException {
            AtomicFile file = AtomicFile.create(target, 10, FileStrategy.WRITTEN, true);
            file.write(0, MemorySegment.ofArray(new byte[10]));
        }
    }
}
