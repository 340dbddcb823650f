// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import static io.goldilocks.model.TestConfigs.parse;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
    @ParameterizedTest
    @ValueSource(strings = {"dtype", "torch_dtype"})
    void theTypeIsWrittenWhereItStood(String field) {
        String json = parse("{\"a\": 1, \"" + field + "\": null, \"z\": 2}").toJson(DType.BF16);
        assertEquals("{\n  \"a\": 1,\n  \"" + field + "\": \"bfloat16\",\n  \"z\": 2\n}\n", json);
    }

    @Test
    void theTypeIsWrittenAtTheEndWhereItWasMissing() {
        assertEquals("{\n  \"a\": 1,\n  \"dtype\": \"float8_e4m3fn\"\n}\n", parse("{\"a\": 1}").toJson(DType.F8_E4M3));
    }

    @Test
    void bothTypesAreWrittenWhereBothStood() {
        assertEquals("{\n  \"torch_dtype\": \"float16\",\n  \"dtype\": \"float16\"\n}\n",
                parse("{\"torch_dtype\": \"float32\", \"dtype\": \"float32\"}").toJson(DType.F16));
    }

    /** Every kind of value; numbers keep their digits, and strings what UTF-8 cannot hold. */
    @Test
    void everythingElseIsWrittenAsItWasRead() {
        String json = """
                {
                  "dtype": "float32",
                  "list": [
                    1,
                    1.0,
                    1e-05,
                    1E+400,
                    0.10000000000000000000000000001,
                    123456789012345678901234567890,
                    [],
                    {}
                  ],
                  "object": {
                    "a": null,
                    "b": true,
                    "c": false
                  },
                  "text": "\\u00e9 \\ud83d\\ude00 \\ud800 / \\" \\\\ \\n",
                  "unbounded": [
                    Infinity,
                    -Infinity,
                    NaN
                  ]
                }
                """;
        assertEquals(json, parse(json).toJson(DType.F32));
    }
}
