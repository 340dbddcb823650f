// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import static io.goldilocks.checkpoint.SafetensorsBytes.file;
import static io.goldilocks.checkpoint.SafetensorsBytes.tensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which an index can be wrong, or its files not agree with it, each with its own message. */
class MalformedCheckpointTest {
    private static final String INDEX = "model.safetensors.index.json";
    private static final String GOOD = "{\"weight_map\": {\"a\": \"1.safetensors\", \"b\": \"2.safetensors\"}}";

    @TempDir
    private Path folder;

    private void write(String name, String... entries) throws IOException {
        StringBuilder json = new StringBuilder();
        int end = 0;
        for (String entry : entries) {
            json.append(end == 0 ? "" : ",").append(tensor(entry, "F32", "[1]", "[" + end + "," + (end + 4) + "]"));
            end += 4;
        }
        Files.write(folder.resolve(name), file("{" + json + "}", end));
    }

    private void isRefused(String index, String message) throws IOException {
        Path path = Files.writeString(folder.resolve(INDEX), index);
        Exception e = assertThrows(MalformedCheckpointException.class, () -> StoredCheckpoint.open(folder).close());
        assertEquals(path + message, e.getMessage());
    }

    @ParameterizedTest(name = "'{0}'")
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, value = {
        "[]| is malformed at line 1, column 1: expected an object, which begins with {",
        "{}|: field 'weight_map' is missing: expected an object",
        "{\"weight_map\": []}|: field 'weight_map' is malformed: expected an object, found a list",
        "{\"weight_map\": {\"a\": 1}}|: weight_map: field 'a' is malformed: expected a string, found 1",
        "{\"weight_map\": {\"a\": null}}|: weight_map: field 'a' is missing: expected a string",
        "{\"weight_map\": {\"a\": {}}}|: weight_map: field 'a' is malformed: expected a string, found an object",
        "{\"weight_map\": {}, \"metadata\": 1}|: field 'metadata' is malformed: expected an object, found 1",
        "{\"weight_map\": {\"a\": \"1.safetensors\", \"a\": \"2.safetensors\"}}| is malformed at line 1, column 39: field 'a'"
                + " stands there twice: keep one of them",
        "{\"weight_map\": {}, \"weight_map\": {}}| is malformed at line 1, column 20: field 'weight_map' stands there twice:"
                + " keep one of them",
        "{\"weight_map\": {}} {}| is malformed at line 1, column 20: expected nothing after the end of the object: remove the"
                + " rest",
        "{\"weight_map\": {}, \"metadata\": {\"total_size\": -1}}|: metadata: field 'total_size' is malformed: expected a whole"
                + " number from 0 to 9223372036854775807, found -1",
        "{\"weight_map\": {}, \"metadata\": {\"total_size\": 1.5}}|: metadata: field 'total_size' is malformed: expected a"
                + " whole number from 0 to 9223372036854775807, found 1.5",
        "{\"weight_map\": {}, \"metadata\": {\"total_size\": \"8\"}}|: metadata: field 'total_size' is malformed: expected a"
                + " whole number from 0 to 9223372036854775807, found the string \"8\"",
        "{\"weight_map\": {}, \"metadata\": {\"total_parameters\": []}}|: metadata: field 'total_parameters' is malformed:"
                + " expected a whole number from 0 to 9223372036854775807, found a list"})
    void malformedIndex(String index, String message) throws IOException {
        isRefused(index, message);
    }

    /** On every system, whatever the one that reads takes for a path. */
    @ParameterizedTest(name = "'{0}'")
    @ValueSource(strings = {"/etc/x.safetensors", "../x.safetensors", "sub/x.safetensors", "./x.safetensors",
        "C:\\\\x.safetensors", "C:x.safetensors", "\\\\\\\\host\\\\share\\\\x.safetensors", "..\\\\x.safetensors",
        "x.safetensors:stream.safetensors", "a\\u0000.safetensors", "a\\n.safetensors", "\\ud800.safetensors"})
    void nameThatIsAPath(String name) throws IOException {
        String shown = name.replace("\\\\", "\\").replaceAll("\\\\(u0000|n|ud800)", "?");
        isRefused("{\"weight_map\": {\"a\": \"" + name + "\"}}",
                ": weight_map: field 'a' is malformed: expected the name"
                        + " of a file in the same folder, found '" + shown + "'");
    }

    @ParameterizedTest(name = "'{0}'")
    @ValueSource(
            strings = {"", "..", "model.bin", "x.safetensors.exe", "x.SafeTensors", "x.safetensors ", ".safetensors",
                "safetensors", "model.safetensors.index.json"})
    void nameOfAnotherKind(String name) throws IOException {
        isRefused("{\"weight_map\": {\"a\": \"" + name + "\"}}",
                ": weight_map: field 'a' is malformed: expected a file name"
                        + " that ends in .safetensors, found '" + name + "'");
    }

    @Test
    void writersAreHeldToTheSameNames() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> ShardIndex.of(0, 0, Map.of("a", "../x")));
        assertEquals("expected the name of a file in the same folder, found '../x'", e.getMessage());
    }

    @Test
    void indexOfTheLimitIsReadAndOneByteMoreIsNot() throws IOException {
        write("1.safetensors", "a");
        write("2.safetensors", "b");
        byte[] longest = (GOOD + " ".repeat(10 * 1024 * 1024 - GOOD.length())).getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve(INDEX), longest);
        StoredCheckpoint.open(folder).close();
        isRefused(new String(longest, StandardCharsets.UTF_8) + " ",
                " is malformed: expected at most 10485760 bytes, so check that this is the right file");
    }

    @Test
    void missingShard() throws IOException {
        write("1.safetensors", "a");
        Files.writeString(folder.resolve(INDEX), GOOD);
        Exception e = assertThrows(NoSuchFileException.class, () -> StoredCheckpoint.open(folder).close());
        assertEquals(folder.resolve("2.safetensors") + ": this shard is missing: model.safetensors.index.json names it",
                e.getMessage());
    }

    @Test
    void shardThatIsAFolder() throws IOException {
        write("1.safetensors", "a");
        Files.createDirectory(folder.resolve("2.safetensors"));
        Files.writeString(folder.resolve(INDEX), GOOD);
        Exception e = assertThrows(MalformedCheckpointException.class, () -> StoredCheckpoint.open(folder).close());
        assertEquals(folder.resolve("2.safetensors") + ": expected a file, found a folder or a device", e.getMessage());
    }

    @Test
    void malformedShard() throws IOException {
        write("1.safetensors", "a");
        Files.write(folder.resolve("2.safetensors"), new byte[3]);
        Files.writeString(folder.resolve(INDEX), GOOD);
        Exception e = assertThrows(MalformedCheckpointException.class, () -> StoredCheckpoint.open(folder).close());
        assertEquals(folder.resolve("2.safetensors")
                + ": expected at least 8 bytes for the length of the header, found 3", e.getMessage());
    }

    @Test
    void tensorInTwoShards() throws IOException {
        write("1.safetensors", "a");
        write("2.safetensors", "a", "b");
        isRefused(GOOD, ": tensor 'a': expected in 1.safetensors alone, found in 2.safetensors");
    }

    @Test
    void tensorInAnotherShard() throws IOException {
        write("1.safetensors", "a", "b");
        write("2.safetensors");
        isRefused(GOOD, ": tensor 'b': expected in 2.safetensors alone, found in 1.safetensors");
    }

    @Test
    void tensorInNoShard() throws IOException {
        write("1.safetensors", "a");
        write("2.safetensors");
        isRefused(GOOD, ": tensor 'b': expected in 2.safetensors, which does not hold it");
    }

    @Test
    void tensorThatIsNotListed() throws IOException {
        write("1.safetensors", "a", "c");
        write("2.safetensors", "b");
        isRefused(GOOD, ": tensor 'c': expected in no file, found in 1.safetensors");
    }

    @ParameterizedTest
    @CsvSource({"7", "9", "0"})
    void wrongTotalSize(int size) throws IOException {
        write("1.safetensors", "a");
        write("2.safetensors", "b");
        isRefused(GOOD.replace("{\"weight", "{\"metadata\": {\"total_size\": " + size + "}, \"weight"),
                ": expected the total_size 8, the bytes of all tensors, found " + size);
    }

    /** Fewer are right, because buffers are no parameters. */
    @Test
    void wrongTotalParameters() throws IOException {
        write("1.safetensors", "a");
        write("2.safetensors", "b");
        isRefused(GOOD.replace("{\"weight", "{\"metadata\": {\"total_parameters\": 3, \"total_size\": 8}, \"weight"),
                ": expected total_parameters of at most 2, the elements of all tensors, found 3");
        Files.writeString(folder.resolve(INDEX),
                GOOD.replace("{\"weight", "{\"metadata\": {\"total_parameters\": 1, \"total_size\": 8}, \"weight"));
        StoredCheckpoint.open(folder).close();
    }

    @Test
    void bothKindsInOneFolder() throws IOException {
        write("model.safetensors", "a");
        Files.writeString(folder.resolve(INDEX), GOOD);
        Exception e = assertThrows(MalformedCheckpointException.class, () -> StoredCheckpoint.open(folder).close());
        assertEquals(
                folder + ": expected model.safetensors or model.safetensors.index.json, found both: name the one that"
                        + " is meant",
                e.getMessage());
        StoredCheckpoint.open(folder.resolve("model.safetensors")).close();
    }

    @Test
    void emptyFolderAndMissingIndex() {
        Exception e = assertThrows(NoSuchFileException.class, () -> StoredCheckpoint.open(folder).close());
        assertEquals(folder + ": this folder holds neither model.safetensors nor model.safetensors.index.json; name a"
                + " .safetensors file", e.getMessage());
        Path index = folder.resolve(INDEX);
        e = assertThrows(NoSuchFileException.class, () -> StoredCheckpoint.open(index).close());
        assertEquals(index + ": there is no such file", e.getMessage());
    }
}
