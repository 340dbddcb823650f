// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** An index is read, or refused with a message; no name in it leaves the folder, and written again it reads the same. */
class IndexFuzzTest {
    @FuzzTest(maxDuration = "10s")
    void index(byte[] input) {
        ShardIndex index;
        try {
            index = ShardIndex.of(JsonObject.parse(ShardIndex.FILE, input));
        } catch (JsonException e) {
            return;
        }
        Path folder = Path.of("folder");
        for (String name : index.files()) {
            try {
                assertEquals(folder, folder.resolve(name).normalize().getParent());
            } catch (InvalidPathException e) {
                assertTrue(!StandardCharsets.US_ASCII.newEncoder().canEncode(name), name);
            }
        }
        assertEquals(index, ShardIndex
                .of(JsonObject.parse(ShardIndex.FILE, index.toJson().getBytes(StandardCharsets.UTF_8))));
    }
}
