// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.json;

import static io.goldilocks.json.Documents.assertRefused;
import static io.goldilocks.json.Documents.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
    private static final JsonObject SOME = parse("""
            {"size": 7, "big": 1e30, "half": 0.5, "yes": true, "no": false, "word": "gpt2", "words": ["a", "b"],
             "nothing": null, "nan": NaN, "object": {}}""");

    @Test
    void fieldsAreRead() {
        assertEquals(7, SOME.size("size"));
        assertEquals(OptionalLong.of(7), SOME.optionalSize("size"));
        assertEquals(OptionalLong.of(7), SOME.optionalLong("size", -7, 7));
        assertEquals(0.5, SOME.number("half", 0, 1, 0.25));
        assertEquals(7, SOME.number("size", 0, 10, 0.25));
        assertEquals(1e30, SOME.number("big", 0, 1e31, 0.25));
        assertTrue(SOME.flag("yes", false));
        assertEquals(false, SOME.flag("no", true));
        assertEquals("gpt2", SOME.text("word"));
        assertEquals(Optional.of("gpt2"), SOME.optionalText("word"));
        assertEquals(List.of("a", "b"), SOME.texts("words"));
        assertEquals("config.json", SOME.source());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "absent"})
    void whatIsMissingOrNullFallsBack(String field) {
        assertEquals(OptionalLong.empty(), SOME.optionalSize(field));
        assertEquals(0.25, SOME.number(field, 0, 1, 0.25));
        assertTrue(SOME.flag(field, true));
        assertEquals(Optional.empty(), SOME.optionalText(field));
        assertEquals(List.of(), SOME.texts(field));
        assertRefused(() -> SOME.size(field), "field '" + field + "' is missing", "a whole number");
        assertRefused(() -> SOME.text(field), "field '" + field + "' is missing", "a string");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"0; 0", "-1; -1", "1.0; 1.0", "1e3; 1e3", "2147483648; 2147483648",
        "\"7\"; the string \"7\"", "true; true", "[7]; a list", "{}; an object", "NaN; NaN",
        "99999999999999999999; 99999999999999999999"})
    void aSizeOfAnotherKindIsRefused(String json, String found) {
        assertRefused(() -> parse("{\"n_embd\": " + json + "}").size("n_embd"),
                "field 'n_embd' is malformed: expected a whole number from 1 to 2147483647, found " + found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"-0.1; -0.1", "1.5; 1.5", "NaN; NaN", "Infinity; Infinity", "false; false",
        "\"0.5\"; the string \"0.5\""})
    void aNumberOfAnotherKindIsRefused(String json, String found) {
        assertRefused(() -> parse("{\"x\": " + json + "}").number("x", 0, 1, 0.25),
                "field 'x' is malformed: expected a number from 0.0 to 1.0, found " + found);
    }

    @Test
    void aFlagOfAnotherKindIsRefused() {
        assertRefused(() -> SOME.flag("size", true), "field 'size'", "expected true or false, found 7");
    }

    @Test
    void aStringOfAnotherKindIsRefused() {
        assertRefused(() -> SOME.text("size"), "field 'size'", "expected a string, found 7");
    }

    @Test
    void aListOfAnotherKindIsRefused() {
        assertRefused(() -> SOME.texts("word"), "field 'word'", "expected a list of strings, found the string");
        assertRefused(() -> parse("{\"x\": [\"a\", 1]}").texts("x"), "field 'x'", "a list of strings, found 1");
    }

    @Test
    void longValuesAreCutInErrors() {
        JsonObject config = parse("{\"x\": \"" + "y".repeat(5000) + "\"}");
        assertRefused(() -> config.size("x"), "y".repeat(60) + "…");
    }

    @Test
    void controlCharactersDoNotReachTheMessage() {
        assertRefused(() -> parse("{\"x\": \"\\u001b[31m\\n\"}").size("x"), "the string \"?[31m?\"");
    }

    @Test
    void objectsAreReadAndCalledByTheirPlace() {
        JsonObject object = parse("{\"one\": {\"x\": 1}, \"many\": [{\"x\": 1}, {\"x\": 0}], \"none\": null}");
        assertEquals(1, object.object("one").size("x"));
        assertEquals(2, object.objects("many").size());
        assertEquals(Optional.empty(), object.optionalObject("none"));
        assertRefused(() -> object.object("one").size("y"), "config.json: one: field 'y' is missing");
        assertRefused(() -> object.objects("many").getLast().size("x"), "config.json: many 2: field 'x'", "found 0");
        assertRefused(() -> object.object("none"), "field 'none' is missing: expected an object");
        assertRefused(() -> object.objects("none"), "field 'none' is missing: expected a list of objects");
        assertRefused(() -> object.object("many"), "field 'many' is malformed: expected an object, found a list");
        assertRefused(() -> object.objects("one"), "expected a list of objects, found an object");
        assertRefused(() -> parse("{\"many\": [1]}").objects("many"), "expected a list of objects, found 1");
    }

    @Test
    void aFieldThatNobodyReadsIsRefused() {
        JsonObject object = parse("{\"role\": 1, \"rolle\": null}");
        object.requireOnly(List.of("rolle", "role", "init"));
        assertRefused(() -> object.requireOnly(List.of("role", "init")),
                "field 'rolle' is unknown: expected one of role, init");
    }

    @Test
    void aFileIsRead(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("c.json"), "{\"n\": 3}");
        JsonObject config = JsonObject.read(file);
        assertEquals(3, config.size("n"));
        assertEquals(file.toString(), config.source());
    }

    @Test
    void aFileThatIsTooLongIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("c.json"), new byte[JsonObject.MAX_BYTES + 1]);
        var e = assertThrows(JsonException.class, () -> JsonObject.read(file));
        assertEquals(file + " is malformed: expected at most 16777216 bytes, so check that this is the right file",
                e.getMessage());
    }

    @Test
    void aMissingFileIsAnIoError(@TempDir Path folder) {
        assertThrows(NoSuchFileException.class, () -> JsonObject.read(folder.resolve("absent.json")));
    }
}
