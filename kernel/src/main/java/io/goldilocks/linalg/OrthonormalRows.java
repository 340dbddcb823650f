// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

/**
 * Rows of Gaussians that become orthonormal rows, drawn from the uniform (Haar) measure over all such sets of rows: as the Q of
 * a QR decomposition with a positive diagonal of R is, but in half the operations.
 *
 * <p>The Householder reflector of the first column of a Gaussian matrix depends on that column alone, and it turns the other
 * columns into Gaussians that are independent of it. So the vectors that a QR decomposition reflects, one after the other, are
 * independent Gaussians of length m, m − 1, …, and it makes no difference to the distribution if they are drawn rather than
 * left over by a decomposition: Q = H₁H₂…Hₙ·D, with H the reflectors of the drawn vectors and D the signs that make the diagonal
 * of R positive. Only Q remains to be formed. Source: Stewart, <i>The efficient generation of random orthogonal matrices with an
 * application to condition estimators</i>, 1980; Mezzadri, <i>How to generate random matrices from the classical compact
 * groups</i>, 2007, for D.
 *
 * <p>Q is formed backwards, panel by panel of {@link Panel#WIDTH} reflectors in compact WY form, as LAPACK's {@code orgqr} does,
 * in place of the Gaussians. Row j of this class is column j of Q. All sums have a fixed order that {@code STREAM.md} states, so
 * the bits depend on the Gaussians and the gain alone. Beside the rows this takes two packed panels and two matrices of
 * {@code count} × {@link Panel#WIDTH}.
 *
 * <p>Not thread-safe: {@link #orthonormalise} uses the threads that it is given.
 *
 * @param <A> the rows: {@code float[]} or {@code double[]}
 */
public final class OrthonormalRows<A> {
    /** The greatest length of a row: a packed panel is one array. */
    public static final int MAX_LENGTH = Integer.MAX_VALUE / Panel.WIDTH / Product.FLOATS * Product.FLOATS;

    /** Rows that a task reflects: with 4096 columns they stay in a second-level cache of 1 MiB from one product to the next. */
    private static final int BLOCK = 8 * Product.ROWS;
    /** Elements below which a second thread costs more than it brings. */
    private static final long SMALL = 1 << 14;

    private final Precision<A> precision;
    private final int count;
    private final int length;
    private final A[] rows;

    OrthonormalRows(Precision<A> precision, int count, int length) {
        if (count < 1 || count > length || length > MAX_LENGTH) {
            throw new IllegalArgumentException(count + " rows of length " + length
                    + " cannot be made orthonormal: expected"
                    + " at least one row, no more rows than their length, and a length of at most " + MAX_LENGTH);
        }
        this.precision = precision;
        this.count = count;
        this.length = length;
        // Whole tiles, whatever row they begin at and whatever column they end at: what is added stays 0.
        rows = precision.rows(count + Product.ROWS - 1, Math.ceilDiv(length, Product.FLOATS) * Product.FLOATS);
    }

    /**
     * Makes rows of f32, all 0.
     *
     * @param count how many, at least 1
     * @param length their length, at least {@code count} and at most {@link #MAX_LENGTH}
     * @return the rows
     * @throws IllegalArgumentException if there are no rows, or more than their length, or they are longer than
     *     {@link #MAX_LENGTH}
     */
    public static OrthonormalRows<float[]> ofFloats(int count, int length) {
        return new OrthonormalRows<>(new Floats(new VectorProduct()), count, length);
    }

    /**
     * Makes rows of f64, all 0.
     *
     * @param count how many, at least 1
     * @param length their length, at least {@code count} and at most {@link #MAX_LENGTH}
     * @return the rows
     * @throws IllegalArgumentException if there are no rows, or more than their length, or they are longer than
     *     {@link #MAX_LENGTH}
     */
    public static OrthonormalRows<double[]> ofDoubles(int count, int length) {
        return new OrthonormalRows<>(new Doubles(new VectorProduct()), count, length);
    }

    /**
     * Returns an element: of the result, after {@link #orthonormalise}.
     *
     * @param row its row
     * @param column its place in the row
     * @return the element
     */
    public double get(int row, int column) {
        return precision.get(rows[row], column);
    }

    /**
     * Sets an element: a Gaussian, before {@link #orthonormalise}. Threads may set different elements at the same time.
     *
     * @param row its row
     * @param column its place in the row
     * @param value the value, rounded to f32 in rows of f32
     */
    public void set(int row, int column, double value) {
        precision.set(rows[row], column, value);
    }

    /**
     * Turns the rows, independent Gaussians of mean 0 and one spread, into orthonormal rows times {@code gain}. Of row j, the
     * elements from j on matter.
     *
     * @param gain what the result is multiplied by, finite
     * @param parallel runs the parts of the work
     */
    public void orthonormalise(double gain, Parallel parallel) {
        Parallel team = (long) count * length < SMALL ? Parallel.NONE : parallel;
        Panel<A> panel = new Panel<>(precision, rows, count, length);
        for (int first = (count - 1) / Panel.WIDTH * Panel.WIDTH; first >= 0; first -= Panel.WIDTH) {
            panel.build(first, gain, team);
            int start = first;
            team.run(Math.ceilDiv(count - first, BLOCK), block -> {
                int from = start + block * BLOCK;
                panel.reflect(from, Math.min(from + BLOCK, count));
            });
        }
    }
}
