// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import static io.goldilocks.checkpoint.SafetensorsBytes.file;
import static io.goldilocks.checkpoint.SafetensorsBytes.tensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to break the format, each with its own message. The cases marked "upstream" are those of the reference
 * implementation's tests (safetensors 0.8, {@code tensor.rs}, {@code test_pread_backend.py}, {@code test_simple.py} and
 * {@code attacks}).
 */
class MalformedSafetensorsTest {
    private static final String INTEGERS = tensor("test", "I32", "[2,2]", "[0,16]");

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource({"lengths", "encodings", "jsons", "fields", "numbers", "places"})
    void isRefused(String name, byte[] bytes, String message) throws IOException {
        Path path = Files.write(folder.resolve("bad.safetensors"), bytes);
        Exception e = assertThrows(MalformedCheckpointException.class, () -> SafetensorsFile.open(path).close());
        assertEquals(path + ": " + message, e.getMessage());
    }

    static Stream<Arguments> lengths() {
        byte[] whole = file("{" + INTEGERS + "}", 16);
        return Stream.of(bad("empty file (upstream)", new byte[0],
                "expected at least 8 bytes for the length of the header, found 0"),
                bad("half a length (upstream)", new byte[]{60, 0, 0, 0},
                        "expected at least 8 bytes for the length of the header, found 4"),
                bad("length alone (upstream)", file(60, new byte[0], 0),
                        "expected a header of 60 bytes after the first 8, found 0"),
                bad("header too large (upstream)", file(0xFFFFFF000000003CL, new byte[0], 16),
                        "expected a header of at most 100000000 bytes, found the length 18446742974197923900"),
                bad("length just over the limit", file(100_000_001, new byte[0], 16),
                        "expected a header of at most 100000000 bytes, found the length 100000001"),
                bad("length just at the limit, but not there", file(100_000_000, new byte[0], 16),
                        "expected a header of 100000000 bytes after the first 8, found 16"),
                bad("length patched (upstream)", file(1000, "{}".getBytes(StandardCharsets.UTF_8), 0),
                        "expected a header of 1000 bytes after the first 8, found 2"),
                bad("length 0", file(new byte[0], 16), "the header: expected a JSON object, found nothing"),
                bad("trailing bytes (upstream)", file("{" + INTEGERS + "}", 50),
                        "expected 16 bytes of data after the header, found 50"),
                bad("two bytes short (upstream)", file("{" + INTEGERS + "}", 14),
                        "expected 16 bytes of data after the header, found 14"),
                bad("liar (upstream)", file("{" + tensor("a", "F32", "[1024,1024]", "[0,4194304]") + "}", 1),
                        "expected 4194304 bytes of data after the header, found 1"),
                bad("data without tensors", file("{}", 1), "expected 0 bytes of data after the header, found 1"),
                bad("length one too large", file(whole[0] + 1, "{".concat(INTEGERS).concat("}").getBytes(
                        StandardCharsets.UTF_8), 16),
                        "expected a header in JSON: Illegal character ((CTRL-CHAR, code 0)): only regular white space"
                                + " (\\r, \\n, \\t) is allowed between tokens at character 60"));
    }

    static Stream<Arguments> encodings() {
        String utf8 = "expected a header in UTF-8, found malformed bytes";
        return Stream.of(bad("not UTF-8 (upstream)", file(new byte[]{(byte) 0xFF}, 0), utf8),
                bad("overlong NUL in a name", file(latin("{\"a\u00C0\u0080\":1}"), 0), utf8),
                bad("UTF-8 of a surrogate", file(latin("{\"a\u00ED\u00A0\u0080\":1}"), 0), utf8),
                bad("cut in a character", file(latin("{}\u00C3"), 0), utf8),
                bad("UTF-16", file("{}".getBytes(StandardCharsets.UTF_16LE), 0),
                        "expected a header in JSON: Illegal character ((CTRL-CHAR, code 0)): only regular white space"
                                + " (\\r, \\n, \\t) is allowed between tokens at character 1"),
                bad("byte order mark", file("\uFEFF{}", 0), "expected a header in JSON: Unexpected character ('?'"
                        + " (code 65279 / 0xfeff)): expected a valid value (JSON String, Number, Array, Object or token"
                        + " 'null', 'true' or 'false') at character 0"),
                bad("surrogate alone in a name", file("{\"a\\ud800\":{}}", 0),
                        "tensor 'a?': expected Unicode text, found a surrogate that is alone"),
                bad("surrogate alone in the metadata", file("{\"__metadata__\":{\"a\":\"\\udc00\"}}", 0),
                        "__metadata__ 'a': expected Unicode text, found a surrogate that is alone"),
                bad("surrogate alone in a metadata key", file("{\"__metadata__\":{\"\\udc00\":\"\"}}", 0),
                        "__metadata__ '?': expected Unicode text, found a surrogate that is alone"),
                bad("NUL in a name", file("{" + tensor("a\\u0000b", "U8", "[0]", "[0,0]") + "}", 0),
                        "tensor 'a?b': tensor name 'a?b' is malformed: expected at least one character and no control"
                                + " characters"),
                bad("empty name", file("{" + tensor("", "U8", "[0]", "[0,0]") + "}", 0),
                        "tensor '': tensor name '' is malformed: expected at least one character and no control"
                                + " characters"));
    }

    static Stream<Arguments> jsons() {
        return Stream.of(
                bad("not JSON (upstream)", file("{", 0), "expected a header in JSON: it ends too early at character 1"),
                bad("array", file("[]", 0), "the header: expected a JSON object, found '['"),
                bad("null", file("null", 0), "the header: expected a JSON object, found 'null'"),
                bad("two documents", file("{}{}", 0),
                        "expected nothing but white space after the header's JSON, found '{'"),
                bad("padded with NUL", file("{}\0", 0),
                        "expected a header in JSON: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between tokens at character 2"),
                bad("trailing comma", file("{" + INTEGERS + ",}", 16),
                        "expected a header in JSON: Unexpected character ('}' (code 125)): was expecting double-quote to start property name at character 60"),
                bad("comment", file("{}/**/", 0),
                        "expected a header in JSON: Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser) at character 2"),
                bad("duplicate name", file("{" + INTEGERS + "," + INTEGERS + "}", 16),
                        "tensor 'test': expected each name once, found it twice"),
                bad("duplicate name, once escaped",
                        file("{" + INTEGERS + "," + tensor("\\u0074est", "I32", "[0]", "[16,16]") + "}", 16),
                        "tensor 'test': expected each name once, found it twice"),
                bad("duplicate field", file("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}", 0),
                        "tensor 'a': expected the field dtype once, found it twice"),
                bad("duplicate shape", file("{\"a\":{\"shape\":[0],\"shape\":[0]}}", 0),
                        "tensor 'a': expected the field shape once, found it twice"),
                bad("duplicate data_offsets", file("{\"a\":{\"data_offsets\":[0,0],\"data_offsets\":[0,0]}}", 0),
                        "tensor 'a': expected the field data_offsets once, found it twice"),
                bad("duplicate metadata", file("{\"__metadata__\":{},\"__metadata__\":{}}", 0),
                        "__metadata__: expected it once, found it twice"),
                bad("duplicate metadata key", file("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0),
                        "__metadata__ 'a': expected each key once, found it twice"),
                bad("deep nesting", file("{\"a\":" + "[".repeat(1_000_000), 0),
                        "tensor 'a': expected an object, found '['"),
                bad("deep nesting in a shape", file("{\"a\":{\"shape\":" + "[".repeat(1_000_000), 0),
                        "tensor 'a' shape: expected integers of at least 0, found '['"),
                bad("very long name", file("{\"" + "a".repeat(60_000) + "\":1}", 0),
                        "expected a header in JSON: Name length (60000) exceeds the maximum allowed (50000, from `StreamReadConstraints.getMaxNameLength()`)"),
                bad("terminal codes in a name", file("{\"\\u001b[2J\\u202e\":1}", 0),
                        "tensor '?[2J?': expected an object, found '1'"),
                bad("long text", file("{\"a\":\"" + "b".repeat(200) + "\"}", 0),
                        "tensor 'a': expected an object, found '" + "b".repeat(100) + "...'"));
    }

    static Stream<Arguments> fields() {
        String unknown = "tensor 'a': expected dtype, shape and data_offsets, found the field ";
        return Stream.of(
                bad("missing dtype", file("{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1),
                        "tensor 'a': expected the field dtype, found none"),
                bad("missing shape", file("{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1),
                        "tensor 'a': expected the field shape, found none"),
                bad("missing data_offsets", file("{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1),
                        "tensor 'a': expected the field data_offsets, found none"),
                bad("unknown field", file("{\"a\":{\"dtype\":\"U8\",\"strides\":[1]}}", 1), unknown + "'strides'"),
                bad("field in upper case", file("{\"a\":{\"DTYPE\":\"U8\"}}", 1), unknown + "'DTYPE'"),
                bad("unknown dtype (upstream)", file("{" + tensor("a", "nonsense", "[1]", "[0,1]") + "}", 1),
                        "tensor 'a': expected a dtype of safetensors, found 'nonsense'"),
                bad("dtype in lower case", file("{" + tensor("a", "f32", "[1]", "[0,4]") + "}", 4),
                        "tensor 'a': expected a dtype of safetensors, found 'f32'"),
                bad("dtype is a number", file("{\"a\":{\"dtype\":32}}", 1),
                        "tensor 'a' dtype: expected a string, found '32'"),
                bad("shape is a number", file("{\"a\":{\"shape\":32}}", 1),
                        "tensor 'a' shape: expected an array, found '32'"),
                bad("tensor is null", file("{\"a\":null}", 1), "tensor 'a': expected an object, found 'null'"),
                bad("metadata is null", file("{\"__metadata__\":null}", 0),
                        "__metadata__: expected an object, found 'null'"),
                bad("metadata number", file("{\"__metadata__\":{\"a\":1}}", 0),
                        "__metadata__ 'a': expected a string, found '1'"),
                bad("metadata null", file("{\"__metadata__\":{\"a\":null}}", 0),
                        "__metadata__ 'a': expected a string, found 'null'"),
                bad("metadata nested", file("{\"__metadata__\":{\"a\":{}}}", 0),
                        "__metadata__ 'a': expected a string, found '{'"),
                bad("tensor named as the metadata", file("{" + tensor("__metadata__", "U8", "[1]", "[0,1]") + "}", 1),
                        "__metadata__ 'shape': expected a string, found '['"));
    }

    static Stream<Arguments> numbers() {
        String integer = "tensor 'a' data_offsets: expected integers of at least 0, found ";
        String overflow = "tensor 'a': shape [2, 9223372036854775807] has more than 2^63 - 1 elements";
        return Stream.of(offsets("negative", "[-1,0]", integer + "'-1'"),
                offsets("minus zero", "[-0,1]", integer + "'-0'"),
                offsets("float", "[0.0,1]", integer + "'0.0'"), offsets("exponent", "[0,1e3]", integer + "'1e3'"),
                offsets("string", "[0,\"1\"]", integer + "'1'"), offsets("null", "[0,null]", integer + "'null'"),
                offsets("beyond 63 bits", "[0,9223372036854775808]",
                        "tensor 'a' data_offsets: expected integers below 2^63, found '9223372036854775808'"),
                offsets("three", "[0,1,2]", "tensor 'a' data_offsets: expected at most 2 integers, found more"),
                offsets("one", "[0]", "tensor 'a': expected data_offsets [begin, end] with begin <= end, found [0]"),
                offsets("begin after end", "[1,0]",
                        "tensor 'a': expected data_offsets [begin, end] with begin <= end, found [1, 0]"),
                shape("overflow of a (upstream)", "[2,18446744073709551614]",
                        "tensor 'a' shape: expected integers below 2^63, found '18446744073709551614'"),
                shape("overflow of the product (upstream)", "[2,9223372036854775807]", overflow),
                shape("overflow of the bytes", "[4611686018427387904]",
                        "tensor 'a': a tensor of shape [4611686018427387904] and type I32 overflows 2^63 bits"),
                shape("negative extent", "[-1]", "tensor 'a' shape: expected integers of at least 0, found '-1'"),
                shape("nested shape", "[[1]]", "tensor 'a' shape: expected integers of at least 0, found '['"),
                shape("too many axes", "[" + "1,".repeat(64) + "1]",
                        "tensor 'a' shape: expected at most 64 integers, found more"),
                bad("misaligned F4 (upstream)", file("{" + tensor("a", "F4", "[1,3]", "[0,1]") + "}", 1),
                        "tensor 'a': a tensor of shape [1, 3] and type F4 ends inside a byte: 12 bits"));
    }

    static Stream<Arguments> places() {
        String gap = "; tensors may neither overlap nor leave a gap";
        String attack = IntStream.range(0, 10).mapToObj(i -> tensor("w" + i, "F32", "[2,2]", "[0,16]"))
                .collect(Collectors.joining(",", "{", "}"));
        String manyOverlaps = IntStream.range(0, 100_000).mapToObj(i -> tensor("w" + i, "F32", "[2,2]", "[0,16]"))
                .collect(Collectors.joining(",", "{", "}"));
        String overlap = "tensor 'w1': expected to begin at byte 16 of the data, found 0" + gap;
        return Stream.of(bad("ten on one range (upstream)", file(attack, 16), overlap),
                bad("100000 on one range (upstream)", file(manyOverlaps, 16), overlap),
                bad("size does not fit (upstream)", file("{" + tensor("a", "I32", "[2,2]", "[0,4]") + "}", 4),
                        "tensor 'a': expected 16 bytes for shape [2, 2] and type I32, found data_offsets [0, 4]"),
                bad("F4 of two bytes (upstream)", file("{" + tensor("a", "F4", "[1,2]", "[0,2]") + "}", 2),
                        "tensor 'a': expected 1 bytes for shape [1, 2] and type F4, found data_offsets [0, 2]"),
                bad("empty tensor with bytes", file("{" + tensor("a", "F32", "[2,0]", "[0,4]") + "}", 4),
                        "tensor 'a': expected 0 bytes for shape [2, 0] and type F32, found data_offsets [0, 4]"),
                bad("first does not begin at 0", file("{" + tensor("a", "U8", "[1]", "[1,2]") + "}", 2),
                        "tensor 'a': expected to begin at byte 0 of the data, found 1" + gap),
                bad("gap",
                        file("{" + tensor("b", "U8", "[1]", "[2,3]") + "," + tensor("a", "U8", "[1]", "[0,1]") + "}",
                                3),
                        "tensor 'b': expected to begin at byte 1 of the data, found 2" + gap),
                bad("overlap by a byte",
                        file("{" + tensor("a", "U8", "[2]", "[0,2]") + "," + tensor("b", "U8", "[2]", "[1,3]") + "}",
                                3),
                        "tensor 'b': expected to begin at byte 2 of the data, found 1" + gap),
                bad("empty tensor inside another",
                        file("{" + tensor("a", "U8", "[2]", "[0,2]") + "," + tensor("b", "U8", "[0]", "[1,1]") + "}",
                                2),
                        "tensor 'b': expected to begin at byte 2 of the data, found 1" + gap),
                bad("empty tensor beyond the end",
                        file("{" + tensor("a", "U8", "[2]", "[0,2]") + "," + tensor("b", "U8", "[0]", "[3,3]") + "}",
                                2),
                        "tensor 'b': expected to begin at byte 2 of the data, found 3" + gap));
    }

    @Test
    void lengthAtTheLimitIsReadAndOneMoreIsNot() throws IOException {
        Path path = Files.write(folder.resolve("long.safetensors"), file(100_000_000, latin("{}"), 0));
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(8 + 100_000_000);
        }
        Exception e = assertThrows(MalformedCheckpointException.class, () -> SafetensorsFile.open(path).close());
        assertTrue(e.toString().contains("expected a header in JSON: "), "read, and found full of NUL: " + e);
    }

    @Test
    void folderAndMissingFileAreNamed() {
        Exception e = assertThrows(MalformedCheckpointException.class, () -> SafetensorsFile.open(folder).close());
        assertEquals(folder + ": expected a file, found a folder or a device", e.getMessage());
        Path missing = folder.resolve("missing.safetensors");
        e = assertThrows(NoSuchFileException.class, () -> SafetensorsFile.open(missing).close());
        assertEquals(missing + ": there is no such file", e.getMessage());
    }

    private static Arguments bad(String name, byte[] bytes, String message) {
        return Arguments.of(name, bytes, message);
    }

    private static Arguments offsets(String name, String offsets, String message) {
        return bad("offsets: " + name, file("{" + tensor("a", "U8", "[1]", offsets) + "}", 1), message);
    }

    private static Arguments shape(String name, String shape, String message) {
        return bad("shape: " + name, file("{" + tensor("a", "I32", shape, "[0,16]") + "}", 16), message);
    }

    private static byte[] latin(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }
}
