// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** A provenance is read, or refused with a message; written again it reads the same. */
class ProvenanceFuzzTest {
    @FuzzTest(maxDuration = "10s")
    void provenance(byte[] input) {
        Provenance provenance;
        try {
            provenance = Provenance.of(JsonObject.parse(Provenance.FILE, input));
        } catch (JsonException e) {
            return;
        }
        String written = provenance.toJson();
        Provenance again = Provenance
                .of(JsonObject.parse(Provenance.FILE, written.getBytes(StandardCharsets.UTF_8)));
        assertEquals(written, again.toJson());
    }
}
