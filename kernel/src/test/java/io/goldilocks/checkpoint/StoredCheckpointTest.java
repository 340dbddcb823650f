// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import static io.goldilocks.checkpoint.SafetensorsBytes.file;
import static io.goldilocks.checkpoint.SafetensorsBytes.tensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredCheckpointTest {
    private static final String INDEX = "model.safetensors.index.json";
    private static final TensorSpec A = new TensorSpec("a", Shape.of(2), DType.U8);
    private static final TensorSpec B = new TensorSpec("b", Shape.of(1), DType.U8);
    private static final TensorSpec C = new TensorSpec("c", Shape.of(3), DType.U8);

    @TempDir
    private Path folder;

    /** a and c in one file, b in the other. */
    private void writeShards() throws IOException {
        Files.write(folder.resolve("model-00001-of-00002.safetensors"), file("{\"__metadata__\":{\"format\":\"pt\","
                + "\"part\":\"1\"}," + tensor("c", "U8", "[3]", "[0,3]") + "," + tensor("a", "U8", "[2]", "[3,5]")
                + "}",
                5));
        Files.write(folder.resolve("model-00002-of-00002.safetensors"), file("{\"__metadata__\":{\"part\":\"2\","
                + "\"format\":\"pt\"}," + tensor("b", "U8", "[1]", "[0,1]") + "}", 1));
        Files.writeString(folder.resolve(INDEX), ShardIndex.of(6, 6, Map.of("a", "model-00001-of-00002.safetensors",
                "b", "model-00002-of-00002.safetensors", "c", "model-00001-of-00002.safetensors")).toJson());
    }

    @Test
    void oneFileIsACheckpoint() throws IOException {
        Path file = Files.write(folder.resolve("model.safetensors"), file("{\"__metadata__\":{\"format\":\"pt\"},"
                + tensor("b", "U8", "[1]", "[2,3]") + "," + tensor("a", "U8", "[2]", "[0,2]") + "}", 3));
        assertTrue(StoredCheckpoint.isIn(folder));
        for (Path path : List.of(file, folder)) {
            try (StoredCheckpoint checkpoint = StoredCheckpoint.open(path)) {
                assertEquals(path, checkpoint.path());
                assertEquals(Optional.empty(), checkpoint.index());
                assertEquals(List.of(A, B), checkpoint.tensors());
                assertEquals(Map.of("format", "pt"), checkpoint.metadata());
                assertEquals(List.of(file), checkpoint.files().stream().map(SafetensorsFile::path).toList());
                assertEquals(2, checkpoint.data("a").byteSize());
            }
        }
    }

    @Test
    void shardsAreACheckpoint() throws IOException {
        writeShards();
        for (Path path : List.of(folder, folder.resolve(INDEX))) {
            try (StoredCheckpoint checkpoint = StoredCheckpoint.open(path)) {
                assertEquals(List.of(C, A, B), checkpoint.tensors());
                assertEquals(Map.of("format", "pt"), checkpoint.metadata());
                assertEquals(Optional.of(B), checkpoint.find("b"));
                assertEquals(Optional.empty(), checkpoint.find("d"));
                assertEquals(checkpoint.files().get(1), checkpoint.file("b"));
                assertEquals(OptionalLong.of(6), checkpoint.index().orElseThrow().totalSize());
                String message = String.valueOf(
                        assertThrows(IllegalArgumentException.class, () -> checkpoint.data("d")).getMessage());
                assertEquals(path + " has no tensor 'd'", message);
            }
        }
    }

    @Test
    void dataIsReadOnlyAndEndsWithTheCheckpoint() throws IOException {
        writeShards();
        StoredCheckpoint checkpoint = StoredCheckpoint.open(folder);
        List<MemorySegment> data = List.of(checkpoint.data("a"), checkpoint.data("b"));
        assertThrows(IllegalArgumentException.class, () -> data.get(0).set(ValueLayout.JAVA_BYTE, 0, (byte) 1));
        checkpoint.close();
        checkpoint.close();
        for (MemorySegment segment : data) {
            assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
        }
    }

    /** As in the caches of the Hugging Face libraries, where each name is a link to a file that is called by its hash. */
    @Test
    void linksAreFollowed() throws IOException {
        Path blobs = Files.createDirectory(folder.resolve("blobs"));
        Path snapshot = Files.createDirectory(folder.resolve("snapshot"));
        writeShards();
        for (String name : List.of("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", INDEX)) {
            Path blob = Files.move(folder.resolve(name), blobs.resolve(Integer.toHexString(name.hashCode())));
            Files.createSymbolicLink(snapshot.resolve(name), Path.of("..").resolve(folder.relativize(blob)));
        }
        try (StoredCheckpoint checkpoint = StoredCheckpoint.open(snapshot)) {
            assertEquals(List.of(C, A, B), checkpoint.tensors());
        }
    }

    @Test
    void anIndexMayNameTheOneFile() throws IOException {
        Files.write(folder.resolve("model.safetensors"), file("{" + tensor("b", "U8", "[1]", "[0,1]") + "}", 1));
        Files.writeString(folder.resolve(INDEX), "{\"weight_map\": {\"b\": \"model.safetensors\"}}");
        try (StoredCheckpoint checkpoint = StoredCheckpoint.open(folder)) {
            assertEquals(List.of(B), checkpoint.tensors());
        }
    }

    /** What transformers has written is read, and the index written again byte for byte. */
    @Test
    void shardsOfTransformersAreRead() throws IOException {
        for (String name : List.of(INDEX, "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors",
                "model-00003-of-00003.safetensors")) {
            Files.write(folder.resolve(name), Reference.bytes("sharded/" + name));
        }
        try (StoredCheckpoint checkpoint = StoredCheckpoint.open(folder)) {
            assertEquals(16, checkpoint.tensors().size());
            assertEquals(Map.of("format", "pt"), checkpoint.metadata());
            assertEquals(Optional.of(new TensorSpec("transformer.wte.weight", Shape.of(10, 4), DType.F32)),
                    checkpoint.find("transformer.wte.weight"));
        }
        ShardIndex index = ShardIndex.read(folder.resolve(INDEX));
        assertEquals(Files.readString(folder.resolve(INDEX)), index.toJson());
        assertEquals(index, ShardIndex.of(index.totalParameters().orElseThrow(), index.totalSize().orElseThrow(),
                new TreeMap<>(index.weightMap())));
    }

    /** Python sorts by code point and escapes what is not ASCII; Java's own order would put the last two the other way round. */
    @Test
    void indexIsWrittenInPythonsOrder() {
        assertEquals("""
                {
                  "metadata": {
                    "total_parameters": 1,
                    "total_size": 4
                  },
                  "weight_map": {
                    "B": "x.safetensors",
                    "a\\"": "x.safetensors",
                    "\\uffee": "\\u00e9.safetensors",
                    "\\ud83d\\udc1b": "x.safetensors"
                  }
                }
                """, ShardIndex.of(1, 4, Map.of("\ud83d\udc1b", "x.safetensors", "\uffee", "é.safetensors", "a\"",
                "x.safetensors", "B", "x.safetensors")).toJson());
    }
}
