// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.checkpoint.StoredTensor;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.init.Part;
import io.goldilocks.memory.FileStrategy;
import io.goldilocks.memory.MountedFolder;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointWriterTest {
    /** Two tensors in a file. */
    private static final SaveOptions FOUR_FILES = SaveOptions.DEFAULTS.inShardsOf(2 * Samples.TENSOR_BYTES);

    @TempDir(factory = MemoryFolder.class)
    private Path folder;
    private final Filler filler = new Filler(2);

    @AfterEach
    void close() {
        filler.close();
    }

    private SavedCheckpoint write(SaveOptions options, CheckpointJob job) throws IOException {
        return new CheckpointWriter(filler, options, Progress.NONE).write(job, folder.resolve("out"));
    }

    private byte[] tensor(String file, String name) throws IOException {
        try (SafetensorsFile opened = SafetensorsFile.open(folder.resolve("out").resolve(file))) {
            StoredTensor stored = opened.tensors().stream().filter(tensor -> tensor.spec().name().equals(name))
                    .findAny()
                    .orElseThrow();
            return opened.data(stored).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** Every tensor is where the index says, with the bits that it has in one file. */
    @ParameterizedTest
    @EnumSource
    void valuesDoNotDependOnTheFiles(FileStrategy strategy) throws IOException {
        SavedCheckpoint saved = write(FOUR_FILES.by(strategy), Samples.job(3));
        assertEquals(List.of("model-00001-of-00004.safetensors", "model-00002-of-00004.safetensors",
                "model-00003-of-00004.safetensors", "model-00004-of-00004.safetensors"),
                saved.weights().stream().map(SavedCheckpoint.Weights::file).toList());
        assertEquals("model.safetensors.index.json", saved.entry());
        for (int i = 0; i < Samples.TENSORS; i++) {
            byte[] expected = new byte[(int) Samples.TENSOR_BYTES];
            NewTensor tensor = Samples.normal("layer." + i, 3);
            Source.Fill fill = (Source.Fill) tensor.sources().getFirst();
            filler.fill(List.of(NewTensor.task(tensor.spec(), fill,
                    new FillTask.InMemory(MemorySegment.ofArray(expected)), 0)), Progress.NONE);
            assertTrue(Arrays.equals(expected, tensor(saved.weights().get(i / 2).file(), "layer." + i)), "layer." + i);
        }
    }

    /** Old rows copied, new rows made: each of the new ones has the values that it has in a tensor made whole. */
    @ParameterizedTest
    @EnumSource
    void sourcesFollowOneAnother(FileStrategy strategy) throws IOException {
        TensorSpec spec = new TensorSpec("embedding", Shape.of(9, 300, 2), DType.BF16);
        List<Part> parts = Initializers.normal(0, 1).parts(spec.shape(), Layout.parse("conv"));
        TensorStream stream = TensorStream.of(4, "embedding");
        int row = 300 * 2 * 2;
        byte[] whole = new byte[9 * row];
        filler.fill(List.of(FillTask.whole(spec, parts, 4, MemorySegment.ofArray(whole))), Progress.NONE);
        byte[] old = new byte[4 * row];
        Arrays.fill(old, (byte) 7);
        List<Source> sources = List.of(new Source.Fill(Slice.of(0, 2, 0, 300, 0, 2), parts, stream),
                new Source.Copy(MemorySegment.ofArray(old)),
                new Source.Fill(Slice.of(6, 9, 0, 300, 0, 2), parts, stream));
        write(SaveOptions.DEFAULTS.by(strategy), new CheckpointJob("model", List.of(new NewTensor(spec, sources)),
                Map.of(), Map.of("config.json", "{}"), Set.of()));
        byte[] expected = whole.clone();
        System.arraycopy(old, 0, expected, 2 * row, old.length);
        assertTrue(Arrays.equals(expected, tensor("model.safetensors", "embedding")));
    }

    @Test
    void sourcesThatDoNotMakeTheTensorAreNamed() {
        TensorSpec spec = new TensorSpec("w", Shape.of(4, 3), DType.F32);
        List<Part> parts = Initializers.zeros().parts(spec.shape(), Layout.LINEAR);
        TensorStream stream = TensorStream.of(0, "w");
        Source copy = new Source.Copy(MemorySegment.ofArray(new byte[12]));
        assertSources(spec, List.of(copy), "the sources of tensor 'w' have 12 bytes: expected the 48 of shape [4, 3]");
        assertSources(spec, List.of(copy, new Source.Fill(Slice.of(0, 3, 0, 3), parts, stream)),
                "the slice 0:3,0:3 of tensor 'w' begins at byte 0: expected to begin at byte 12");
        assertSources(spec, List.of(copy, new Source.Fill(Slice.of(1, 4, 0, 2), parts, stream)),
                "the slice 1:4,0:2 of tensor 'w' leaves out part of axis 1");
        assertSources(spec, List.of(new Source.Fill(Slice.of(0, 5, 0, 3), parts, stream)), "ends at 5 on axis 0");
    }

    private static void assertSources(TensorSpec spec, List<Source> sources, String message) {
        String found = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> new NewTensor(spec, sources)).getMessage());
        assertTrue(found.contains(message), found);
    }

    @Test
    void jobsThatMixThingsUpAreRefused() {
        CheckpointJob job = Samples.job(1);
        assertRefused("two tensors named 'layer.0'",
                () -> new CheckpointJob("model", List.of(job.tensors().getFirst(), job.tensors().getFirst()), Map.of(),
                        Map.of(), Set.of()));
        NewTensor other = Samples.normal("other", 1);
        NewTensor twin = NewTensor.filled(other.spec(), ((Source.Fill) other.sources().getFirst()).parts(),
                TensorStream.of(1, "layer.0"));
        assertRefused("tensors 'layer.0' and 'other' have the same 64-bit id",
                () -> new CheckpointJob("model", List.of(job.tensors().getFirst(), twin), Map.of(), Map.of(),
                        Set.of()));
        for (String name : List.of("", "../up", "/etc/passwd", "a\\b", "C:x", ".hidden", "a\nb", "a b")) {
            assertRefused("file name '", () -> new CheckpointJob("model", job.tensors(), Map.of(), Map.of(name, ""),
                    Set.of()));
            assertRefused("file name '", () -> new CheckpointJob(name, job.tensors(), Map.of(), Map.of(), Set.of()));
        }
    }

    private static void assertRefused(String message, Executable call) {
        String found = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
        assertTrue(found.contains(message), found);
    }

    /** From sharded to whole and back, with what others keep in the folder. */
    @Test
    void replacedCheckpointsLeaveNothing() throws IOException {
        Path out = folder.resolve("out");
        write(FOUR_FILES, Samples.job(1));
        Files.writeString(out.resolve("tokenizer.json"), "not ours");
        Files.writeString(out.resolve("model-notes.safetensors"), "not ours");
        Files.writeString(out.resolve("multipliers.json"), "{}");
        Map<String, String> before = Samples.files(out);
        FileAlreadyExistsException e = assertThrows(FileAlreadyExistsException.class,
                () -> write(SaveOptions.DEFAULTS, Samples.job(2)));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("holds a checkpoint already (model-00004-of-00004.safetensors)"), message);
        assertEquals(before, Samples.files(out));
        write(SaveOptions.DEFAULTS.overwriting(true), Samples.job(2));
        assertEquals(Set.of("config.json", "goldilocks.json", "model.safetensors", "model-notes.safetensors",
                "tokenizer.json"), Samples.files(out).keySet());
        write(FOUR_FILES.overwriting(true), Samples.job(1));
        before.remove("multipliers.json");
        assertEquals(before, Samples.files(out));
    }

    /** An interrupt in the third of four files leaves two, which are neither lost nor written again. */
    @Test
    void finishedFilesAreKept() throws IOException {
        Path out = folder.resolve("out");
        interruptAt(4 * Samples.TENSOR_BYTES + 1, FOUR_FILES);
        assertEquals(Set.of(".goldilocks/job.json", ".goldilocks/model-00001-of-00004.safetensors",
                ".goldilocks/model-00002-of-00004.safetensors"), Samples.files(out).keySet());
        Path first = out.resolve(".goldilocks/model-00001-of-00004.safetensors");
        BasicFileAttributes before = Files.readAttributes(first, BasicFileAttributes.class);
        String message = String.valueOf(assertThrows(UnfinishedCheckpointException.class,
                () -> write(FOUR_FILES, Samples.job(1))).getMessage());
        assertEquals(
                out + ": holds an unfinished checkpoint, with 2 of 4 files written; ask to resume it, or to overwrite"
                        + " it",
                message);
        SavedCheckpoint saved = write(FOUR_FILES.resuming(true), Samples.job(1));
        assertEquals(List.of(true, true, false, false),
                saved.weights().stream().map(SavedCheckpoint.Weights::kept).toList());
        BasicFileAttributes after = Files.readAttributes(out.resolve(String.valueOf(first.getFileName())),
                BasicFileAttributes.class);
        assertEquals(before.fileKey(), after.fileKey());
        assertEquals(before.lastModifiedTime(), after.lastModifiedTime());
        assertEquals(uninterrupted(1), Samples.files(out));
    }

    /** That an old checkpoint is half changed in its place is not forgotten before it is replaced. */
    @Test
    void recordOfAChangeInPlaceStaysAsLongAsTheOldCheckpoint() throws IOException {
        write(FOUR_FILES, Samples.job(2));
        Path intent = Files.createDirectory(folder.resolve("out/.goldilocks")).resolve("reinit.json");
        Files.writeString(intent, "{}");
        interruptAt(4 * Samples.TENSOR_BYTES + 1, FOUR_FILES.overwriting(true));
        assertTrue(Files.exists(intent));
        write(FOUR_FILES.overwriting(true).resuming(true), Samples.job(1));
        assertEquals(uninterrupted(1), Samples.files(folder.resolve("out")));
    }

    @Test
    void otherJobsAreNotResumed() throws IOException {
        Path out = folder.resolve("out");
        interruptAt(4 * Samples.TENSOR_BYTES + 1, FOUR_FILES);
        Map<String, String> left = Samples.files(out);
        for (SaveOptions options : List.of(FOUR_FILES, FOUR_FILES.overwriting(true))) {
            String message = String.valueOf(assertThrows(UnfinishedCheckpointException.class,
                    () -> write(options.resuming(true), Samples.job(2))).getMessage());
            assertTrue(message.contains("with 2 of 4 files written, but of another model, recipe, seed"), message);
            assertEquals(left, Samples.files(out));
        }
        assertThrows(UnfinishedCheckpointException.class,
                () -> write(SaveOptions.DEFAULTS.resuming(true), Samples.job(1)));
        write(FOUR_FILES.overwriting(true), Samples.job(2));
        assertEquals(uninterrupted(2), Samples.files(out));
    }

    /** A file that is not what the journal says, by its size or header, is made again. */
    @Test
    void damagedLeftoversAreMadeAgain() throws IOException {
        Path out = folder.resolve("out");
        interruptAt(4 * Samples.TENSOR_BYTES + 1, FOUR_FILES);
        Path first = out.resolve(".goldilocks/model-00001-of-00004.safetensors");
        Files.write(first, Arrays.copyOf(Files.readAllBytes(first), 100));
        Path second = out.resolve(".goldilocks/model-00002-of-00004.safetensors");
        byte[] bytes = Files.readAllBytes(second);
        bytes[20]++;
        Files.write(second, bytes);
        SavedCheckpoint saved = write(FOUR_FILES.resuming(true), Samples.job(1));
        assertTrue(saved.weights().stream().noneMatch(SavedCheckpoint.Weights::kept));
        assertEquals(uninterrupted(1), Samples.files(out));
    }

    @Test
    void resumingIsHarmlessWithNothingToResume() throws IOException {
        assertEquals(List.of(false), kept(write(SaveOptions.DEFAULTS.resuming(true), Samples.job(1))));
        Path weights = folder.resolve("out/model.safetensors");
        Object key = Files.readAttributes(weights, BasicFileAttributes.class).fileKey();
        assertEquals(List.of(true), kept(write(SaveOptions.DEFAULTS.resuming(true), Samples.job(1))));
        assertEquals(key, Files.readAttributes(weights, BasicFileAttributes.class).fileKey());
        assertThrows(FileAlreadyExistsException.class,
                () -> write(SaveOptions.DEFAULTS.resuming(true), Samples.job(2)));
    }

    private static List<Boolean> kept(SavedCheckpoint saved) {
        return saved.weights().stream().map(SavedCheckpoint.Weights::kept).toList();
    }

    /** With no file finished nothing is left, not even the folder. */
    @Test
    void interruptInTheFirstFileLeavesNothing() {
        interruptAt(1, FOUR_FILES);
        assertFalse(Files.exists(folder.resolve("out")));
    }

    private void interruptAt(long bytes, SaveOptions options) {
        Progress progress = (done, _) -> {
            if (done >= bytes) {
                Thread.currentThread().interrupt();
            }
        };
        CheckpointWriter writer = new CheckpointWriter(filler, options, progress);
        assertThrows(CancellationException.class, () -> writer.write(Samples.job(1), folder.resolve("out")));
        assertTrue(Thread.interrupted());
    }

    private Map<String, String> uninterrupted(long seed) throws IOException {
        Path whole = folder.resolve("whole");
        new CheckpointWriter(filler, FOUR_FILES.overwriting(true), Progress.NONE).write(Samples.job(seed), whole);
        return Samples.files(whole);
    }

    /** A disk that fills up at the third file: two are kept and named, and with room again the rest follows. */
    @Test
    void fullDiskKeepsWhatIsFinished() throws IOException {
        try (MountedFolder disk = MountedFolder.mount(folder.resolve("disk"), "tmpfs", "size=128k")) {
            Path out = disk.path().resolve("out");
            Path other = disk.path().resolve("other");
            Progress filling = (done, _) -> {
                if (done > 4 * Samples.TENSOR_BYTES && !Files.exists(other)) {
                    fillUp(other);
                }
            };
            UnfinishedCheckpointException e = assertThrows(UnfinishedCheckpointException.class,
                    () -> new CheckpointWriter(filler, FOUR_FILES, filling).write(large(), out));
            String message = String.valueOf(e.getMessage());
            assertTrue(message.startsWith(out + ": cannot ")
                    && message.contains("it holds an unfinished checkpoint, with ")
                    && message.endsWith(" files written; ask to resume it, or to overwrite it"), message);
            assertTrue(Samples.files(out).keySet().stream().allMatch(name -> name.startsWith(".goldilocks/")));
            assertTrue(Samples.files(out).keySet().stream().noneMatch(name -> name.endsWith(".tmp")));
            Files.delete(other);
            new CheckpointWriter(filler, FOUR_FILES.resuming(true), Progress.NONE).write(large(), out);
            assertEquals(Set.of("config.json", "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors",
                    "model-00003-of-00003.safetensors", "model.safetensors.index.json"), Samples.files(out).keySet());
        }
    }

    /** Three tensors of 20,000 bytes. */
    private static CheckpointJob large() {
        List<NewTensor> tensors = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            TensorSpec spec = new TensorSpec(name, Shape.of(5000), DType.F32);
            tensors.add(NewTensor.filled(spec, Initializers.normal(0, 1).parts(spec.shape(), Layout.VECTOR),
                    TensorStream.of(0, name)));
        }
        return new CheckpointJob("model", tensors, Map.of(), Map.of("config.json", "{}"), Set.of());
    }

    private static void fillUp(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (;;) {
                out.write(new byte[512]);
            }
        } catch (IOException e) {
            // That is the point.
        }
    }

    /** What a stranger puts into the hidden folder neither is followed nor leads out of it. */
    @Test
    void hostileLeftovers() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path precious = Files.writeString(elsewhere.resolve("lock"), "precious");
        Path work = Files.createSymbolicLink(out.resolve(".goldilocks"), elsewhere);
        assertThrows(FileSystemException.class, () -> write(SaveOptions.DEFAULTS, Samples.job(1)));
        Files.delete(work);
        Files.createDirectory(work);
        Files.createSymbolicLink(work.resolve("lock"), precious);
        assertThrows(IOException.class, () -> write(SaveOptions.DEFAULTS, Samples.job(1)));
        Files.delete(work.resolve("lock"));
        for (String journal : List.of("{", "{}", journal("../elsewhere/lock"), journal("/etc/passwd"), journal(".."))) {
            Files.writeString(work.resolve("commit.json"), journal);
            assertThrows(IllegalArgumentException.class,
                    () -> write(SaveOptions.DEFAULTS.overwriting(true), Samples.job(1)), journal);
        }
        Files.delete(work.resolve("commit.json"));
        Files.createSymbolicLink(work.resolve("config.json"), precious);
        write(SaveOptions.DEFAULTS, Samples.job(1));
        assertEquals("precious", Files.readString(precious));
        assertFalse(Files.exists(work));
    }

    private static String journal(String retired) {
        return "{\"format\": \"1\", \"base_name\": \"model\", \"sha256\": \"\", \"weights\": [], \"texts\": [],"
                + " \"retired\": [\"" + retired + "\"]}";
    }

    /** Over all files, and never less than before. */
    @Test
    void progressCountsAllFiles() throws IOException {
        List<Long> heard = new ArrayList<>();
        new CheckpointWriter(filler, FOUR_FILES, (done, total) -> {
            assertEquals(Samples.TENSORS * Samples.TENSOR_BYTES, total);
            heard.add(done);
        }).write(Samples.job(1), folder.resolve("out"));
        assertEquals(heard.stream().sorted().toList(), heard);
        assertEquals(Samples.TENSORS * Samples.TENSOR_BYTES, heard.getLast());
    }
}
