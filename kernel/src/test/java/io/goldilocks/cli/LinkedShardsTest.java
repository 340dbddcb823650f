// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in many files, and new ones that share those of them that stay. */
class LinkedShardsTest {
    @TempDir
    private Path folder;

    private static Set<Object> files(Path model) throws IOException {
        try (Stream<Path> files = Files.list(model)) {
            return files.filter(file -> file.toString().endsWith(".safetensors")).map(file -> {
                try {
                    return Files.getAttribute(file, "unix:ino");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }).collect(Collectors.toSet());
        }
    }

    private void assertSame(ModelFolder expected, ModelFolder found) {
        assertEquals(expected.specs(), found.specs());
        expected.tensors().forEach((name, bytes) -> assertArrayEquals(bytes, found.tensors().get(name), name));
    }

    @Test
    void unchangedFilesAreLinkedAndTheOthersWritten() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of(), "--max-shard-size", "200KB");
        Path copied = folder.resolve("copied");
        Path linked = folder.resolve("linked");
        Run.done("extend-vocab", model, "--to", 400, "--out", copied, "--quiet");
        String out = Run.done("extend-vocab", model, "--to", 400, "--out", linked, "--link", "--verbose",
                "--max-shard-size", "200KB").out();
        assertSame(ModelFolder.read(copied), ModelFolder.read(linked));
        Set<Object> shared = files(linked);
        int all = shared.size();
        shared.retainAll(files(model));
        long lines = out.lines().filter(line -> line.startsWith("linked model-0")).count();
        assertEquals(shared.size(), lines, out);
        // Embeddings and head have a file each; with them goes what else stood there.
        assertTrue(shared.size() >= files(model).size() - 3 && shared.size() < all, out);
        Run.done("extend-vocab", model, "--to", 400, "--out", linked, "--link", "--quiet", "--overwrite");
        assertSame(ModelFolder.read(copied), ModelFolder.read(linked));
        assertEquals(List.of(), Run.names(linked).stream().filter(name -> name.startsWith(".")).toList());
    }

    /** As in the caches of the Hugging Face libraries. */
    @Test
    void linksLeadToTheFileBehindASymbolicLink() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of(), "--max-shard-size", "200KB");
        Path cache = Files.createDirectory(folder.resolve("cache"));
        for (String name : Run.names(model)) {
            Files.createSymbolicLink(cache.resolve(name), model.resolve(name));
        }
        Path linked = folder.resolve("linked");
        Run.done("add-head", cache, "--head", "sequence-classification", "--labels", 2, "--out", linked, "--link",
                "--quiet");
        Set<Object> shared = files(linked);
        shared.retainAll(files(model));
        assertTrue(!shared.isEmpty());
        for (String name : Run.names(linked)) {
            assertTrue(!Files.isSymbolicLink(linked.resolve(name)), name);
        }
    }

    /** Where no link can be made the bytes are the same. */
    @Test
    void whatCannotBeLinkedIsCopied() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of(), "--max-shard-size", "200KB");
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory)
                && !Files.getFileStore(memory).equals(Files.getFileStore(folder)),
                "there is no second file system at /dev/shm to copy to");
        Path linked = folder.resolve("linked");
        Path copied = Files.createTempDirectory(memory, "goldilocks");
        try {
            Run.done("extend-vocab", model, "--to", 400, "--out", linked, "--link", "--quiet");
            Run.done("extend-vocab", model, "--to", 400, "--out", copied, "--link", "--quiet");
            assertEquals(Run.names(linked), Run.names(copied));
            for (String name : Run.names(linked)) {
                assertArrayEquals(Files.readAllBytes(linked.resolve(name)), Files.readAllBytes(copied.resolve(name)),
                        name);
            }
        } finally {
            for (String name : Run.names(copied)) {
                Files.delete(copied.resolve(name));
            }
            Files.delete(copied);
        }
    }
}
