// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.tensor.TensorSpec;

/**
 * A tensor and its place in a file; it takes {@code spec.byteSize()} bytes there, little-endian, in C order.
 *
 * @param spec the tensor
 * @param offset the place of its first byte, in bytes from the start of the file
 */
public record StoredTensor(TensorSpec spec, long offset) {}
