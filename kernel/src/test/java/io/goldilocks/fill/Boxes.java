// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;

/** Cuts boxes out of tensors, and pastes them in, element by element: slow, and plainly right. */
final class Boxes {
    private Boxes() {}

    static byte[] cut(byte[] tensor, TensorSpec spec, Slice box) {
        int size = spec.dtype().byteSize();
        byte[] out = new byte[Math.toIntExact(box.shape().elementCount()) * size];
        for (int i = 0; i * size < out.length; i++) {
            System.arraycopy(tensor, inTensor(spec, box, i) * size, out, i * size, size);
        }
        return out;
    }

    static void paste(byte[] from, byte[] into, TensorSpec spec, Slice box) {
        int size = spec.dtype().byteSize();
        for (int i = 0; i < box.shape().elementCount(); i++) {
            int at = inTensor(spec, box, i) * size;
            System.arraycopy(from, at, into, at, size);
        }
    }

    private static int inTensor(TensorSpec spec, Slice box, int element) {
        int at = 0;
        int stride = 1;
        int rest = element;
        for (int axis = spec.shape().rank() - 1; axis >= 0; axis--) {
            int length = Math.toIntExact(box.ranges().get(axis).length());
            at += (Math.toIntExact(box.ranges().get(axis).start()) + rest % length) * stride;
            rest /= length;
            stride *= Math.toIntExact(spec.shape().extent(axis));
        }
        return at;
    }
}
