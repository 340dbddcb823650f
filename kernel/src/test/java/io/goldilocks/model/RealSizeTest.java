// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Configs of published models. The counts are those of the architectures: GPT-2 as its first release states (1.5 B, counted
 * from the layer sizes), Llama 3.1 as its model cards' files add up.
 */
class RealSizeTest {
    @ParameterizedTest
    @CsvSource({"gpt2-xl-1.5b, 580, 1557611200, 6230444800", "llama-3.1-8b, 291, 8030261248, 16060522496",
        "llama-3.1-70b, 723, 70553706496, 141107412992"})
    void planHasThePublishedSize(String name, int tensors, long parameters, long bytes) {
        ModelPlan plan = assertTimeout(Duration.ofSeconds(2),
                () -> ModelPlan.of(TestConfigs.changed(name), null));
        assertEquals(tensors, plan.tensors().size());
        assertEquals(parameters, plan.parameterCount());
        assertEquals(bytes, plan.byteSize());
    }
}
