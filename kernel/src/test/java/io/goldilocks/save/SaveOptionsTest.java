// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and names as they are written. */
class SaveOptionsTest {
    @ParameterizedTest
    @CsvSource({"5GB, 5000000000", "200MB, 200000000", "1.5gb, 1500000000", "' 64 KB ', 64000", "1TB, 1000000000000",
        "1, 1", "123456789, 123456789", "9223372036854775807, 9223372036854775807", "0.0015KB, 1"})
    void sizesAreDecimal(String text, long bytes) {
        assertEquals(bytes, SaveOptions.parseSize(text));
    }

    /** That of huggingface_hub. */
    @Test
    void filesHaveFiveGigabytesUnlessSaidOtherwise() {
        assertEquals(5_000_000_000L, SaveOptions.DEFAULTS.maxShardSize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GB", "0", "0GB", "0.0001KB", "-1", "-1GB", "5GiB", "5G", "1e3", "1e999999999GB", "NaN",
        "1.5", "1.2.3GB", "9223372036854775808", "9999999999TB", "5 G B"})
    void otherSizesAreRefused(String text) {
        assertTrue(String
                .valueOf(assertThrows(IllegalArgumentException.class, () -> SaveOptions.parseSize(text)).getMessage())
                .contains("size '" + text + "' is malformed: expected at least one byte, written as 5GB"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"model.safetensors", "model-00001-of-00002.safetensors", "model-100000-of-100000.safetensors"})
    void filesOfWeightsAreKnown(String name) {
        assertTrue(FileNames.isWeights("model", name));
        assertFalse(FileNames.isWeights("adapter_model", name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors.index.json", "model-1-of-2.safetensors", "model-00001.safetensors",
        "model-of-00002.safetensors", "model-0000a-of-00002.safetensors", "my-model.safetensors", "model-.safetensors",
        "model2.safetensors", "model", "mode.safetensors", "model-00001-of-00002-of-00003.safetensors"})
    void otherFilesAreNot(String name) {
        assertFalse(FileNames.isWeights("model", name));
    }

    @Test
    void filesAreNumberedAsByHuggingFace() {
        assertEquals("model.safetensors", FileNames.weights("model", 1, 1));
        assertEquals("model-00002-of-00013.safetensors", FileNames.weights("model", 2, 13));
        assertEquals("model-00002-of-123456.safetensors", FileNames.weights("model", 2, 123_456));
    }
}
