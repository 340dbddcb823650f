// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.memory.MountedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.jr.ob.JSON;

/** What strangers send, and disks that refuse: exit code 1, one line, nothing half-written. */
class BadInputTest {
    @TempDir
    private Path folder;
    private Path config = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void names() {
        config = folder.resolve("config.json");
        out = folder.resolve("out");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{|line 1", "''|expected an object", "[]|expected an object",
        "{\"model_type\": \"gpt2\"}|field 'vocab_size' is missing", "{}|field 'model_type' is missing",
        "{\"a\": 1, \"a\": 2}|line 1", "{\"model_type\": \"rnn\"}|field 'model_type' is unknown",
        "{\"model_type\": 3}|field 'model_type' is malformed", "{} {}|nothing after the end"})
    void malformedConfigs(String json, String message) throws Exception {
        Files.writeString(config, json);
        refused(config.toString(), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"n_embd|-96", "n_embd|0", "n_layer|1e3", "n_layer|\"4\"",
        "vocab_size|99999999999999999999999", "vocab_size|2147483648", "n_positions|null",
        "initializer_range|-0.02", "initializer_range|1e400", "dtype|\"int8\"", "n_head|[6]"})
    void absurdFields(String field, String value) throws Exception {
        Map<String, Object> fields = new HashMap<>(Run.resource("gpt2", "config.json"));
        fields.remove(field);
        String json = JSON.std.asString(fields);
        Files.writeString(config, json.substring(0, json.length() - 1) + ",\"" + field + "\":" + value + "}");
        refused(config.toString(), "field '" + field + "'");
    }

    @Test
    void modelsBeyondAnyDiskAreRefused() throws Exception {
        Map<String, Object> fields = new HashMap<>(Run.resource("gpt2", "config.json"));
        fields.put("n_embd", 2147483646);
        fields.put("vocab_size", 2147483647);
        fields.put("n_layer", 2);
        Files.writeString(config, JSON.std.asString(fields));
        refused(config.toString(), "2^63");
    }

    @Test
    void argumentThatIsNeitherPathNorNameListsTheNames() {
        Run.fails(List.of("init", "gpt-5", "--out", out),
                "gpt-5: there is no such file or folder, nor such a built-in model", "gpt2-124m, ");
    }

    @Test
    void folderWithoutAConfigIsNamed() {
        Run.fails(List.of("init", folder, "--out", out), config + ": there is no such file or folder");
    }

    @Test
    void configThatIsAFolderIsNamed() throws Exception {
        Files.createDirectory(config);
        Run.fails(List.of("init", folder, "--out", out), "cannot read " + config + ": Is a directory");
    }

    @Test
    void targetThatIsAFileIsNamed() throws Exception {
        Files.writeString(out, "precious");
        Run.fails(List.of("init", Run.model("gpt2"), "--out", out),
                "cannot make the folder " + out + ": there is a file of that name");
        assertEquals("precious", Files.readString(out));
    }

    @Test
    void folderOfTheFileMustExist() {
        Run.fails(List.of("fill", "--shape", "4", "--init", "ones", "--out", out.resolve("w.npy")),
                "cannot create " + out.resolve("w.npy") + ": the folder " + out + " does not exist");
    }

    @Test
    void fullDiskIsNamedAndLeftClean() throws Exception {
        try (MountedFolder disk = MountedFolder.mount(folder.resolve("disk"), "tmpfs", "size=1m")) {
            Path target = disk.path().resolve("model");
            Run.fails(List.of("init", Run.model("gpt2"), "--out", target), "cannot write a checkpoint to "
                    + target, "it needs 19", "but only", "bytes are free");
            assertEquals(List.of(), Run.names(disk.path()));
            Path file = Files.writeString(disk.path().resolve("w.npy"), "precious");
            Run.fails(List.of("fill", "--shape", "1024x1024", "--init", "normal", "--out", file, "--overwrite"),
                    "cannot create " + file, "bytes are free");
            assertEquals(List.of("w.npy"), Run.names(disk.path()));
            assertEquals("precious", Files.readString(file));
        }
    }

    @Test
    void readOnlyDiskIsNamed() throws Exception {
        try (MountedFolder disk = MountedFolder.mount(folder.resolve("disk"), "tmpfs", "size=8m")) {
            Path target = Files.createDirectory(disk.path().resolve("model"));
            disk.remountReadOnly();
            Run.fails(List.of("init", Run.model("gpt2"), "--out", target), target.toString(), "Read-only file system");
            Path other = disk.path().resolve("other");
            Run.fails(List.of("init", Run.model("gpt2"), "--out", other), "cannot make the folder " + other,
                    "Read-only file system");
            Run.fails(List.of("fill", "--shape", "4", "--init", "ones", "--out", target.resolve("w.npy")),
                    "cannot create " + target.resolve("w.npy"), "Read-only file system");
            assertEquals(List.of(), Run.names(target));
        }
    }

    private void refused(String... pieces) {
        Run.fails(List.of("init", config, "--out", out), pieces);
        Run.fails(List.of("init", config, "--dry-run", "--json"), pieces);
        assertEquals(false, Files.exists(out));
    }
}
