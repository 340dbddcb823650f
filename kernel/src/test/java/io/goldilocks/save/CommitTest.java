// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that is killed at any change that it makes to the folder, one after the other. */
class CommitTest {
    private static final Filler FILLER = new Filler(2);
    /** All tensors in one file, in one each, and in four. */
    private static final long ONE = 1_000_000;
    private static final long SEVEN = Samples.TENSOR_BYTES;
    private static final long FOUR = 2 * Samples.TENSOR_BYTES;

    private static final String TOKENIZER = Samples.hash("not ours".getBytes(StandardCharsets.US_ASCII));

    @TempDir(factory = MemoryFolder.class)
    private Path folder;

    @AfterAll
    static void close() {
        FILLER.close();
    }

    /** What was there stays, or nothing loads until the commit is finished; then all is as if nothing had happened. */
    @ParameterizedTest
    @CsvSource({"0, " + ONE, "0, " + FOUR, ONE + ", " + FOUR, FOUR + ", " + ONE, SEVEN + ", " + FOUR,
        FOUR + ", " + SEVEN, FOUR + ", " + FOUR, ONE + ", " + ONE})
    void killedAtAnyChange(long before, long after) throws IOException {
        Map<String, String> old = before == 0 ? Map.of() : written(1, before);
        Map<String, String> whole = written(2, after);
        int kills = 0;
        for (boolean ended = false; !ended;) {
            Path target = folder.resolve("kill" + kills);
            for (boolean resumed : new boolean[]{true, false}) {
                Path again = target.resolve(resumed ? "resumed" : "replaced");
                if (before > 0) {
                    with(before, false, false, FolderChanges.REAL).write(job(1), again);
                    Files.writeString(Files.createDirectory(again.resolve(".goldilocks")).resolve("reinit.json"), "{}");
                }
                Files.createDirectories(again);
                Files.writeString(again.resolve("tokenizer.json"), "not ours");
                ended = !killed(after, again, kills);
                checkKilled(again, old, whole);
                with(after, true, resumed, FolderChanges.REAL).write(job(resumed ? 2 : 3), again);
                assertEquals(withTokenizer(resumed ? whole : written(3, after)), Samples.files(again));
            }
            kills++;
        }
        // The journal, the small files, the commit, and the end of the hidden folder.
        assertTrue(kills > 12, kills + " kills");
    }

    /** Neither resumed nor overwritten, a commit that was cut short is an error that says so, and nothing changes. */
    @Test
    void unfinishedCommitIsNamed() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        int commit = 0;
        while (!Files.exists(target.resolve(".goldilocks/commit.json"))) {
            killed(FOUR, target, commit++);
        }
        Map<String, String> left = Samples.files(target);
        left.remove(".goldilocks/lock");
        String message = assertThrows(UnfinishedCheckpointException.class,
                () -> with(FOUR, false, false, FolderChanges.REAL).write(job(2), target)).getMessage();
        assertEquals(target + ": holds a new checkpoint whose files were being renamed; ask to resume it", message);
        assertEquals(left, Samples.files(target));
        // With nothing but resume: the overwriting was granted before.
        SavedCheckpoint saved = with(FOUR, false, true, FolderChanges.REAL).write(job(2), target);
        assertTrue(saved.weights().stream().allMatch(SavedCheckpoint.Weights::kept));
        assertEquals(written(2, FOUR), Samples.files(target));
    }

    private static CheckpointJob job(long seed) {
        return Samples.job(seed);
    }

    private static boolean killed(long shardSize, Path target, int steps) throws IOException {
        try {
            with(shardSize, true, false, new Breaking(steps)).write(job(2), target);
            return false;
        } catch (Breaking.Killed e) {
            return true;
        }
    }

    private static CheckpointWriter with(long shardSize, boolean overwrite, boolean resume, FolderChanges changes) {
        SaveOptions options = SaveOptions.DEFAULTS.overwriting(overwrite).resuming(resume).inShardsOf(shardSize);
        return new CheckpointWriter(FILLER, options, Progress.NONE, changes);
    }

    /** What the folder holds when nothing goes wrong. */
    private Map<String, String> written(long seed, long shardSize) throws IOException {
        Path target = folder.resolve("whole-" + seed + "-" + shardSize);
        if (!Files.exists(target)) {
            with(shardSize, false, false, FolderChanges.REAL).write(job(seed), target);
        }
        return Samples.files(target);
    }

    private static void checkKilled(Path target, Map<String, String> old, Map<String, String> whole)
            throws IOException {
        Map<String, String> all = Samples.files(target);
        Map<String, String> visible = new TreeMap<>(all);
        visible.keySet().removeIf(name -> name.startsWith(".goldilocks/"));
        if (all.containsKey(".goldilocks/commit.json")) {
            assertEquals(TOKENIZER, visible.get("tokenizer.json"));
            assertTrue(StoredCheckpoint.isIn(target));
            String message = String.valueOf(
                    assertThrows(FileSystemException.class, () -> StoredCheckpoint.open(target)).getReason());
            assertTrue(message.contains("run it again with --resume"), message);
            if (loads(visible)) {
                assertTrue(Set.of(withTokenizer(old), withTokenizer(whole)).contains(visible), visible.toString());
            }
            visible.remove("tokenizer.json");
            visible.forEach((name, bytes) -> assertTrue(bytes.equals(old.get(name)) || bytes.equals(whole.get(name)),
                    name));
        } else if (all.keySet().stream().anyMatch(name -> name.startsWith(".goldilocks/"))) {
            assertEquals(withTokenizer(old), visible);
            // That it is half changed in its place is known as long as it is there.
            assertEquals(!old.isEmpty(), all.containsKey(".goldilocks/reinit.json"));
        } else {
            assertTrue(Set.of(withTokenizer(old), withTokenizer(whole)).contains(visible), visible.keySet().toString());
        }
        for (String name : all.keySet().stream().filter(file -> file.endsWith(".safetensors"))
                .filter(file -> file.startsWith(".goldilocks/model")).collect(Collectors.toSet())) {
            assertEquals(whole.get(name.substring(".goldilocks/".length())), all.get(name), name);
        }
    }

    /** Whether a library finds weights: by the config and one file or the index, or by the index alone. */
    private static boolean loads(Map<String, String> files) {
        return files.containsKey("model.safetensors.index.json")
                || (files.containsKey("config.json") && files.containsKey("model.safetensors"));
    }

    private static Map<String, String> withTokenizer(Map<String, String> files) {
        Map<String, String> more = new TreeMap<>(files);
        more.put("tokenizer.json", TOKENIZER);
        return more;
    }
}
