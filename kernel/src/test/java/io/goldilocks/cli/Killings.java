// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.memory.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command that is killed at random moments and resumed until it has ended, however often that is. */
final class Killings {
    /** Puts the folders back to where the command begins. */
    @FunctionalInterface
    interface Beginning {
        void restore() throws Exception;
    }

    private final List<String> command;
    private final Beginning beginning;
    /** What each folder that the command writes holds in the end. */
    private final Map<Path, Map<String, byte[]>> expected = new LinkedHashMap<>();
    /** What it holds at the beginning. */
    private final Map<Path, Map<String, byte[]>> old = new LinkedHashMap<>();

    /**
     * Prepares the killing.
     *
     * @param command the command's arguments, {@code --resume} among them
     * @param wholes what each folder is to hold in the end, by another that holds it
     */
    Killings(List<String> command, Map<Path, Path> wholes, Beginning beginning) throws IOException {
        this.command = command;
        this.beginning = beginning;
        for (Map.Entry<Path, Path> whole : wholes.entrySet()) {
            expected.put(whole.getKey(), files(whole.getValue()));
        }
    }

    void kill(int kills, long seed) throws Exception {
        System.out.println(command.getFirst() + " is killed " + kills + " times by the random numbers of seed " + seed);
        Random random = new Random(seed);
        beginning.restore();
        long start = System.nanoTime();
        finish(start());
        long longest = System.nanoTime() - start;
        begin();
        for (int done = 0; done < kills;) {
            Map<Path, Object> kept = staged();
            // One in two in the last part of the time, so that many files are finished and some kills hit the commit.
            long delay = (long) (longest
                    * (random.nextBoolean() ? random.nextDouble() : 0.7 + 0.3 * random.nextDouble()));
            Process process = start();
            if (process.waitFor(delay, TimeUnit.NANOSECONDS)) {
                finish(process);
                requireUnchanged(kept, false);
                begin();
            } else {
                process.destroyForcibly().waitFor();
                for (Path folder : expected.keySet()) {
                    checkKilled(folder);
                }
                requireUnchanged(kept, true);
                done++;
            }
        }
        finish(start());
    }

    private void begin() throws Exception {
        beginning.restore();
        for (Path folder : expected.keySet()) {
            old.put(folder, files(folder));
        }
    }

    private Process start() throws IOException {
        return start(command);
    }

    /** Starts the command in a process of its own. */
    static Process start(List<String> arguments) throws IOException {
        return ChildProcess.start(List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"),
                Main.class, arguments.toArray(String[]::new));
    }

    /** What a process has said, without the line of the Java runtime. */
    static String output(Process process) {
        return String.join("\n", process.inputReader().lines()
                .filter(line -> !line.equals("WARNING: Using incubator modules: jdk.incubator.vector")).toList());
    }

    /** All is there, and nothing besides. */
    private void finish(Process process) throws Exception {
        String said = output(process);
        assertEquals(0, process.waitFor(), said);
        for (Map.Entry<Path, Map<String, byte[]>> folder : expected.entrySet()) {
            assertSame(folder.getValue(), files(folder.getKey()));
            assertFalse(Files.exists(folder.getKey().resolve(".goldilocks")));
        }
    }

    /** What is there after a kill: the old checkpoint, or the new one on its way to its place; and no half file of weights. */
    private void checkKilled(Path folder) throws IOException {
        Map<String, byte[]> before = old.getOrDefault(folder, Map.of());
        Map<String, byte[]> after = expected.getOrDefault(folder, Map.of());
        Map<String, byte[]> visible = files(folder);
        if (Files.exists(folder.resolve(".goldilocks/commit.json"))) {
            if (visible.containsKey("model.safetensors.index.json")) {
                assertSame(visible.keySet().equals(before.keySet()) ? before : after, visible);
            }
            visible.forEach((name, bytes) -> assertTrue(Arrays.equals(bytes, after.get(name))
                    || Arrays.equals(bytes, before.get(name)), name));
        } else {
            assertSame(visible.keySet().equals(before.keySet()) ? before : after, visible);
        }
        for (Path file : staged(folder).keySet()) {
            String name = String.valueOf(file.getFileName());
            assertTrue(Arrays.equals(after.get(name), Files.readAllBytes(file)), file.toString());
        }
    }

    private Map<Path, Object> staged() throws IOException {
        Map<Path, Object> staged = new HashMap<>();
        for (Path folder : expected.keySet()) {
            staged.putAll(staged(folder));
        }
        return staged;
    }

    /** The files of weights that are finished, and what tells whether one of them is written again. */
    static Map<Path, Object> staged(Path folder) throws IOException {
        Map<Path, Object> staged = new HashMap<>();
        Path work = folder.resolve(".goldilocks");
        if (Files.exists(work)) {
            for (String name : Run.names(work)) {
                if (name.endsWith(".safetensors")) {
                    staged.put(work.resolve(name), identity(work.resolve(name)));
                }
            }
        }
        return staged;
    }

    /** Files that were finished stay, in the work folder or in their place. */
    private static void requireUnchanged(Map<Path, Object> kept, boolean staged) throws IOException {
        for (Map.Entry<Path, Object> file : kept.entrySet()) {
            Path there = file.getKey();
            Path place = staged ? there : there.resolve("../..").normalize().resolve(there.getFileName());
            if (Files.exists(place)) {
                assertEquals(file.getValue(), identity(place), place.toString());
            }
        }
    }

    private static Object identity(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(String.valueOf(attributes.fileKey()), attributes.lastModifiedTime(), attributes.size());
    }

    /** The files in a folder, by name; none if there is no folder. */
    static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.list(folder)) {
                for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                    files.put(String.valueOf(path.getFileName()), Files.readAllBytes(path));
                }
            }
        }
        return files;
    }

    static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, bytes) -> assertTrue(Arrays.equals(bytes, found.get(name)), name));
    }
}
