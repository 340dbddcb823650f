// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.checkpoint.StoredTensor;
import io.goldilocks.checkpoint.TensorFormat;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.memory.FileStrategy;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.recipe.Recipes;
import io.goldilocks.save.SaveOptions;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointsTest {
    private static final ModelConfig CONFIG = ModelConfig.parse("config.json", """
            {"model_type": "llama", "vocab_size": 300, "hidden_size": 64, "intermediate_size": 96,
             "num_hidden_layers": 2, "num_attention_heads": 4, "pad_token_id": 7, "extra": [1e-5]}
            """.getBytes(StandardCharsets.UTF_8));
    private static final ModelPlan PLAN = ModelPlan.of(CONFIG, null);

    @TempDir
    Path folder;

    private static Checkpoints with(Filler filler, boolean overwrite) {
        return new Checkpoints(filler, SaveOptions.DEFAULTS.overwriting(overwrite), Progress.NONE);
    }

    private static Provenance provenance(long seed) {
        return Provenance.of(CONFIG, null, Recipes.open("hf"), Map.of(), seed);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** Mapped or written, by one thread or three: the same file, and every tensor what memory would hold. */
    @ParameterizedTest
    @EnumSource
    void everyStrategyMakesTheSameFile(FileStrategy strategy) throws IOException {
        try (Filler one = new Filler(1); Filler three = new Filler(3)) {
            new Checkpoints(one, SaveOptions.DEFAULTS, Progress.NONE).seed(provenance(5), folder.resolve("a"));
            new Checkpoints(three, SaveOptions.DEFAULTS.by(strategy), Progress.NONE).seed(provenance(5),
                    folder.resolve("b"));
        }
        assertEquals(-1, Files.mismatch(folder.resolve("a/model.safetensors"), folder.resolve("b/model.safetensors")));
        assertEquals(List.of(folder.resolve("b/config.json"), folder.resolve("b/goldilocks.json"),
                folder.resolve("b/model.safetensors")), files(folder.resolve("b")));
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("b/model.safetensors"))) {
            assertEquals("pt", file.metadata().get("format"));
            assertEquals("5", file.metadata().get("goldilocks.seed"));
            assertEquals(PLAN.tensors().size(), file.tensors().size());
            for (StoredTensor stored : file.tensors()) {
                PlannedTensor planned = PLAN.tensors().stream()
                        .filter(tensor -> tensor.spec().equals(stored.spec())).findFirst().orElseThrow();
                MemorySegment memory = MemorySegment.ofArray(new byte[Math.toIntExact(stored.spec().byteSize())]);
                Goldilocks.fill(memory, stored.spec(), planned.layout(), planned.initializer(), 5);
                assertEquals(-1, memory.mismatch(file.data(stored)), stored.spec().name());
            }
        }
    }

    @Test
    void checkpointIsReplacedOnlyOnRequest() throws IOException {
        try (Filler filler = new Filler(2)) {
            with(filler, false).seed(provenance(1), folder);
            byte[] before = Files.readAllBytes(folder.resolve(Checkpoints.WEIGHTS));
            assertThrows(FileAlreadyExistsException.class, () -> with(filler, false).seed(provenance(2), folder));
            assertArrayEquals(before, Files.readAllBytes(folder.resolve(Checkpoints.WEIGHTS)));
            with(filler, true).seed(provenance(2), folder);
            assertFalse(MemorySegment.ofArray(before)
                    .mismatch(MemorySegment.ofArray(Files.readAllBytes(folder.resolve(Checkpoints.WEIGHTS)))) < 0);
            assertEquals(3, files(folder).size());
        }
    }

    /** A lone config.json is a checkpoint's too: nobody's config is lost. */
    @Test
    void folderWithAConfigAloneIsRefused() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        try (Filler filler = new Filler(1)) {
            String message = String.valueOf(assertThrows(FileAlreadyExistsException.class,
                    () -> with(filler, false).seed(provenance(1), folder)).getMessage());
            assertTrue(message.contains("config.json"), message);
        }
        assertEquals("{}", Files.readString(folder.resolve("config.json")));
        assertEquals(1, files(folder).size());
    }

    @Test
    void interruptLeavesNothing() throws IOException {
        Path target = folder.resolve("new");
        try (Filler filler = new Filler(2)) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> with(filler, false).seed(provenance(1), target));
            assertTrue(Thread.interrupted());
        }
        assertEquals(List.of(), files(folder));
    }

    @Test
    void interruptSparesWhatWasThere() throws IOException {
        try (Filler filler = new Filler(2)) {
            with(filler, false).seed(provenance(1), folder);
            byte[] before = Files.readAllBytes(folder.resolve(Checkpoints.WEIGHTS));
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> with(filler, true).seed(provenance(2), folder));
            assertTrue(Thread.interrupted());
            assertArrayEquals(before, Files.readAllBytes(folder.resolve(Checkpoints.WEIGHTS)));
            assertEquals(3, files(folder).size());
        }
    }

    @Test
    void fileInTheWayIsAnError() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        try (Filler filler = new Filler(1)) {
            String message = String.valueOf(assertThrows(IOException.class,
                    () -> with(filler, true).seed(provenance(1), file)).getMessage());
            assertTrue(message.contains("cannot make the folder") && message.contains("a file of that name"), message);
        }
        assertEquals("mine", Files.readString(file));
    }

    @ParameterizedTest
    @EnumSource
    void sliceOfATensorGoesToAFile(FileStrategy strategy) throws IOException {
        TensorSpec tensor = new TensorSpec("w", Shape.of(100, 80), DType.F32);
        Slice window = Slice.of(10, 90, 33, 47);
        float[] whole = new float[8000];
        Goldilocks.fill(MemorySegment.ofArray(whole), tensor, Layout.LINEAR, Initializers.normal(0, 1), 3);
        Path file = folder.resolve("w.safetensors");
        try (Filler filler = new Filler(2)) {
            new Checkpoints(filler, SaveOptions.DEFAULTS.by(strategy), Progress.NONE).write(
                    new TensorProvenance(tensor, window, Layout.LINEAR, Initializers.normal(0, 1), 3),
                    TensorFormat.SAFETENSORS,
                    file);
        }
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            MemorySegment data = opened.data(opened.tensors().getFirst());
            for (int row = 10; row < 90; row++) {
                for (int column = 33; column < 47; column++) {
                    assertEquals(whole[row * 80 + column],
                            data.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * ((row - 10) * 14 + column - 33)));
                }
            }
        }
    }

    /** In order, batch by batch: a slice of several batches, one that is computed whole, and an empty one. */
    @ParameterizedTest
    @EnumSource
    void channelTakesTheBytesOfTheFile(TensorFormat format) throws IOException {
        channelTakesTheBytesOfTheFile(format, Shape.of(3000, 6000), Slice.of(5, 2995, 1, 6000),
                Initializers.normal(0, 1));
        channelTakesTheBytesOfTheFile(format, Shape.of(90, 70), Slice.of(3, 80, 0, 70),
                Initializers.parse("orthogonal"));
        channelTakesTheBytesOfTheFile(format, Shape.of(90, 0), Slice.of(3, 80, 0, 0), Initializers.zeros());
    }

    private void channelTakesTheBytesOfTheFile(TensorFormat format, Shape shape, Slice window, Initializer initializer)
            throws IOException {
        TensorSpec tensor = new TensorSpec("w", shape, DType.F32);
        TensorProvenance made = new TensorProvenance(tensor, window, Layout.LINEAR, initializer, 3);
        Path file = folder.resolve("file");
        Path piped = folder.resolve("piped");
        try (Filler filler = new Filler(2);
                WritableByteChannel channel = Files.newByteChannel(piped, StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            with(filler, true).write(made, format, file);
            with(filler, true).write(made, format, channel);
        }
        assertEquals(-1, Files.mismatch(file, piped));
    }

    @Test
    void rawFileHoldsTheElementsAlone() throws IOException {
        TensorSpec tensor = new TensorSpec("w", Shape.of(50, 3), DType.BF16);
        Path file = folder.resolve("w.bin");
        MemorySegment memory = MemorySegment.ofArray(new byte[300]);
        Goldilocks.fill(memory, tensor, Layout.LINEAR, Initializers.normal(0, 1), 3);
        try (Filler filler = new Filler(1)) {
            with(filler, false).write(TensorProvenance.whole(tensor, Layout.LINEAR, Initializers.normal(0, 1), 3),
                    TensorFormat.BIN, file);
        }
        assertEquals(-1, memory.mismatch(MemorySegment.ofArray(Files.readAllBytes(file))));
    }
}
