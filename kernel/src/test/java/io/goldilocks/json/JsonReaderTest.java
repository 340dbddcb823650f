// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.json;

import static io.goldilocks.json.Documents.assertRefused;
import static io.goldilocks.json.Documents.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void aFieldThatStandsTwiceIsRefused() {
        assertRefused(() -> parse("{\"a\": 1,\n \"b\": 2,\n \"a\": 1}"), "line 3, column 2",
                "field 'a' stands there twice: keep one of them");
    }

    @Test
    void aFieldThatStandsTwiceInsideIsRefused() {
        assertRefused(() -> parse("{\"a\": [{\"b\": 1, \"b\": null}]}"), "line 1, column 17", "field 'b' stands");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {}", "{},", "{}]", "{} x", "{}\n0", "{} \"a\""})
    void textAfterTheEndIsRefused(String json) {
        assertRefused(() -> parse(json), "is malformed at line");
    }

    @Test
    void textAfterTheEndIsNamed() {
        assertRefused(() -> parse("{}\n {}"), "line 2, column 2", "expected nothing after the end of the object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "[]", "[{}]", "1", "\"{}\"", "null", "true"})
    void aRootThatIsNoObjectIsRefused(String json) {
        assertRefused(() -> parse(json), "expected an object, which begins with {");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\"", "{\"a\":", "{\"a\": 1", "{\"a\": 1,}", "{\"a\": [1, 2}", "{\"a\": [1,]}",
        "{'a': 1}", "{a: 1}", "{\"a\": 01}", "{\"a\": +1}", "{\"a\": .5}", "{\"a\": 1.}", "{\"a\": 0x1}",
        "{\"a\": True}", "{\"a\": nan}", "{\"a\": \"\t\"}", "{\"a\": \"\\x\"}", "{\"a\": 1 // one\n}", "hello",
        "{\"a\": 1 \"b\": 2}", "\0{}"})
    void whatIsNoJsonIsRefusedWithItsPlace(String json) {
        assertRefused(() -> parse(json), "is malformed at line 1, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INF", "-INF", "+INF", "+Infinity"})
    void aNumberThatPythonCannotReadIsRefused(String number) {
        assertRefused(() -> parse("{\"a\": " + number + "}"), "is malformed at line 1, column ");
    }

    @Test
    void depthIsBounded() {
        assertEquals("config.json", parse("{\"a\": " + "[".repeat(63) + "]".repeat(63) + "}").source());
        assertRefused(() -> parse("{\"a\": " + "[".repeat(64) + "]".repeat(64) + "}"),
                "line 1, column 70", "at most 64 levels");
        assertRefused(() -> parse("{\"a\": ".repeat(65) + "1" + "}".repeat(65)), "at most 64 levels");
        assertRefused(() -> parse("{\"a\": " + "[".repeat(1_000_000)), "at most 64 levels");
    }

    @Test
    void aByteOrderMarkIsRefused() {
        assertRefused(() -> parse("\uFEFF{}"), "begins with a byte order mark", "without one");
    }

    @Test
    void anotherEncodingIsRefused() {
        assertRefused(() -> JsonObject.parse("config.json", "{}".getBytes(StandardCharsets.UTF_16)),
                "at byte 0", "expected UTF-8");
        assertRefused(() -> JsonObject.parse("config.json", "{\"a\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1)),
                "at byte 7", "expected UTF-8");
    }

    @Test
    void aCharacterThatIsCutOffIsRefused() {
        assertRefused(() -> JsonObject.parse("config.json", new byte[]{'{', '}', (byte) 0xC3}), "at byte 2");
    }

    @Test
    void aNumberOfManyDigitsIsRefused() {
        assertRefused(() -> parse("{\"a\": " + "9".repeat(100_000) + "}"), "is malformed at line 1");
    }

    @Test
    void aNameOfManyCharactersIsRefused() {
        assertRefused(() -> parse("{\"" + "n".repeat(100_000) + "\": 1}"), "is malformed at line 1");
    }
}
