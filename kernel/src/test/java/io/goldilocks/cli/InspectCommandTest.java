// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
    private static final String TENSORS = """
            {"__metadata__":{"format":"pt","note":"caf\\u00e9 \\u001b[31m"},
            "a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
            "c":{"dtype":"C64","shape":[1],"data_offsets":[8,16]},
            "empty":{"dtype":"F32","shape":[0,3],"data_offsets":[16,16]}}""";

    @TempDir
    private Path folder;

    @Test
    void listsTensorsTotalsAndMetadata() throws Exception {
        Path file = Files.write(folder.resolve("model.safetensors"), safetensors(TENSORS, 1.5f, -0.5f, 0, 0));
        String expected = """
                name   dtype  shape       mean      std        min      max
                a      F32    [2]     0.500000  1.00000  -0.500000  1.50000
                c      C64    [1]            -        -          -        -
                empty  F32    [0, 3]         -        -          -        -

                metadata: format = pt
                metadata: note = café ?[31m
                %s: 3 tensors, 3 parameters, 16 bytes
                """.formatted(file);
        assertEquals(expected, Run.done("inspect", file).out());
        assertEquals(expected, Run.done("inspect", folder).out());
    }

    @Test
    void tellsMachinesTheSame() throws Exception {
        Path file = Files.write(folder.resolve("any.safetensors"), safetensors(TENSORS, 1.5f, Float.NaN, 0, 0));
        Run run = Run.done("inspect", file, "--json");
        assertTrue(run.out().chars().allMatch(c -> c < 128), run.out());
        Map<String, Object> report = run.json();
        assertEquals(file.toString(), report.get("file"));
        assertEquals(List.of("any.safetensors"), report.get("files"));
        assertEquals(Map.of("format", "pt", "note", "café \u001b[31m"), report.get("metadata"));
        assertEquals(3, report.get("tensor_count"));
        assertEquals(3, report.get("parameters"));
        assertEquals(16, report.get("bytes"));
        Map<?, ?> first = (Map<?, ?>) Run.list(report, "tensors").getFirst();
        assertEquals("NaN", first.get("mean"));
        assertEquals(8, first.get("bytes"));
        Map<?, ?> second = (Map<?, ?>) Run.list(report, "tensors").get(1);
        assertEquals("c", second.get("name"));
        assertEquals(false, second.containsKey("mean"));
    }

    @Test
    void longMetadataIsCutForReaders() throws Exception {
        String json = "{\"__metadata__\":{\"recipe\":\"" + "x".repeat(1000) + "\"}}";
        Path file = Files.write(folder.resolve("model.safetensors"), safetensors(json));
        assertTrue(Run.done("inspect", file).out().contains("recipe = " + "x".repeat(200) + "...\n"));
        Map<?, ?> metadata = (Map<?, ?>) Run.done("inspect", file, "--json").json().get("metadata");
        assertEquals("x".repeat(1000), Objects.requireNonNull(metadata).get("recipe"));
    }

    @Test
    void shardsAreOneCheckpoint() throws Exception {
        String index = "{\"weight_map\": {\"a\": \"1.safetensors\", \"b\": \"2.safetensors\"}}";
        Files.writeString(folder.resolve("model.safetensors.index.json"), index);
        Files.write(folder.resolve("1.safetensors"),
                safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 1));
        Files.write(folder.resolve("2.safetensors"),
                safetensors("{\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 2));
        Run run = Run.done("inspect", folder);
        assertTrue(run.out().endsWith(folder + ": 2 tensors, 2 parameters, 8 bytes in 2 files\n"), run.out());
        assertEquals(List.of("1.safetensors", "2.safetensors"),
                Run.done("inspect", folder, "--json").json().get("files"));
    }

    @Test
    void missingFilesAreNamed() {
        Run.fails(List.of("inspect", folder.resolve("none")), folder.resolve("none") + ": there is no such file");
        Run.fails(List.of("inspect", folder), folder + ": this folder holds neither model.safetensors nor");
    }

    @Test
    void malformedFilesAreNamed() throws Exception {
        Path file = Files.write(folder.resolve("model.safetensors"), new byte[]{1, 2, 3});
        Run.fails(List.of("inspect", folder), file + ": expected at least 8 bytes");
        Files.write(file, safetensors("{\"a\":{}}"));
        Run.fails(List.of("inspect", file, "--json"), file + ": ");
    }

    private static byte[] safetensors(String json, float... values) {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length).put(header);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }
}
