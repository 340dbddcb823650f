// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

/**
 * The arithmetic of one element type. What is not the product is calculated in f64 and rounded when it is stored.
 *
 * @param <A> the arrays of that type: {@code float[]} or {@code double[]}
 */
sealed interface Precision<A> permits Floats, Doubles {
    /** Columns in a strip of a packed matrix. */
    int strip();

    /** An array of zeros. */
    A array(int length);

    /** Rows of zeros. */
    A[] rows(int rows, int length);

    double get(A array, int index);

    /** Stores a value, rounded to the type. */
    void set(A array, int index, double value);

    /** Sets elements [from, to) to 0. */
    void clear(A array, int from, int to);

    /** {@link Product#add} of the type. */
    void add(A[] a, int from, int count, A b, int at, A[] c, int column, int row);
}
