// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.goldilocks.tensor.TensorSpec;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A header is read, or refused with a message; what is read holds together, and written again it reads the same. */
class HeaderFuzzTest {
    private static final Path FILE = Path.of("model.safetensors");

    /** The first byte is the number of bytes of data that follow the header, and the rest the header. */
    @FuzzTest(maxDuration = "10s")
    void header(byte[] input) {
        if (input.length == 0) {
            return;
        }
        SafetensorsParser.Contents read;
        try {
            read = parse(input, 1, input.length - 1, Byte.toUnsignedInt(input[0]));
        } catch (MalformedCheckpointException e) {
            return;
        }
        long end = 7L + input.length;
        for (StoredTensor tensor : read.tensors()) {
            assertEquals(end, tensor.offset());
            end += tensor.spec().byteSize();
        }
        assertEquals(7L + input.length + Byte.toUnsignedInt(input[0]), end);
        List<TensorSpec> specs = read.tensors().stream().map(StoredTensor::spec).toList();
        SafetensorsHeader written = SafetensorsHeader.of(specs, read.metadata());
        byte[] bytes = written.bytes().toArray(ValueLayout.JAVA_BYTE);
        try {
            SafetensorsParser.Contents again = parse(bytes, 8, bytes.length - 8, Byte.toUnsignedInt(input[0]));
            assertEquals(written.tensors(), again.tensors());
            assertEquals(read.metadata(), again.metadata());
        } catch (MalformedCheckpointException e) {
            throw new AssertionError("what was written is refused", e);
        }
    }

    private static SafetensorsParser.Contents parse(byte[] bytes, int from, int length, int dataBytes)
            throws MalformedCheckpointException {
        return SafetensorsParser.parse(FILE, new InputStreamReader(new ByteArrayInputStream(bytes, from, length),
                StandardCharsets.UTF_8.newDecoder()), 8 + length, 8 + length + dataBytes);
    }
}
