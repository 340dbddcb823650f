// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.tensor;

/**
 * What a tensor is called, how large it is, and what its elements are.
 *
 * @param name the name, which selects the tensor's random stream; not empty, no control characters
 * @param shape the extents
 * @param dtype the element type
 */
public record TensorSpec(String name, Shape shape, DType dtype) {
    /**
     * Checks the name and the size.
     *
     * @throws IllegalArgumentException if the name is empty or holds a control character, or the size in bytes overflows
     */
    public TensorSpec {
        if (name.isEmpty() || hasControls(name)) {
            throw new IllegalArgumentException("tensor name '" + name.replaceAll("\\p{Cntrl}", "?")
                    + "' is malformed: expected at least one character and no control characters");
        }
        shape.byteSize(dtype);
    }

    /**
     * Returns the bytes that the tensor takes.
     *
     * @return the size in bytes
     */
    public long byteSize() {
        return shape.byteSize(dtype);
    }

    private static boolean hasControls(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
