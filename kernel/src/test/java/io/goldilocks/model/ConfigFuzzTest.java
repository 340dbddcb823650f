// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.goldilocks.json.JsonException;
import java.nio.charset.StandardCharsets;

/** A config is planned, or refused with a message; written again it comes to the same plan. */
class ConfigFuzzTest {
    @FuzzTest(maxDuration = "10s")
    void config(byte[] input) {
        ModelConfig config;
        ModelPlan plan;
        try {
            config = ModelConfig.parse("config.json", input);
            plan = ModelPlan.of(config, null);
        } catch (JsonException e) {
            return;
        }
        byte[] again = config.toJson(plan.dtype()).getBytes(StandardCharsets.UTF_8);
        assertEquals(plan, ModelPlan.of(ModelConfig.parse("config.json", again), null));
    }
}
