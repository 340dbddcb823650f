// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.linalg;

/**
 * Consecutive reflectors as one: H₁H₂…H_b = I − V·T·Vᵀ, with the reflectors' vectors as the columns of V and T upper triangular
 * (Schreiber and Van Loan, 1989).
 *
 * <p>The vectors are not scaled, as LAPACK scales them: T follows from VᵀV alone, being the inverse of its strict upper half plus
 * half its diagonal (Puglisi, 1992), and whatever rounding V has suffered, the product is orthogonal as far as T is exact. T is
 * therefore calculated in f64.
 */
final class Panel<A> {
    /** Reflectors in a panel. */
    static final int WIDTH = 64;
    /** Columns that a task packs at a time. */
    private static final int CHUNK = 256;
    /** Columns of a block of rows that are multiplied at a time: the packed rows they meet stay in the first-level cache. */
    private static final int DEPTH = 128;

    private final Precision<A> precision;
    private final A[] rows;
    private final int count;
    private final int length;
    private final int strip;
    /** V and Vᵀ, packed. */
    private final A columns;
    private final A vectors;
    /** −Tᵀ, packed. */
    private final A factor;
    /** Q·V and its product with the factor, row for row. */
    private final A[] inner;
    private final A[] scaled;
    private final double[] squares = new double[WIDTH];
    private final double[] signs = new double[WIDTH];
    private final double[][] t = new double[WIDTH][WIDTH];
    private int first;

    Panel(Precision<A> precision, A[] rows, int count, int length) {
        this.precision = precision;
        this.rows = rows;
        this.count = count;
        strip = precision.strip();
        this.length = Math.ceilDiv(length, Product.FLOATS) * Product.FLOATS;
        columns = precision.array(this.length * WIDTH);
        vectors = precision.array(this.length * WIDTH);
        factor = precision.array(WIDTH * WIDTH);
        inner = precision.rows(rows.length, WIDTH);
        scaled = precision.rows(rows.length, WIDTH);
    }

    /** Takes its vectors out of rows {@code start} to {@code start} + WIDTH, and leaves the rows of D, times the gain, there. */
    void build(int start, double gain, Parallel parallel) {
        first = start;
        int width = Math.min(WIDTH, count - first);
        parallel.run(width, this::makeVector);
        parallel.run(Math.ceilDiv(length - first, CHUNK), chunk -> {
            int from = first + chunk * CHUNK;
            pack(width, from, Math.min(from + CHUNK, length));
        });
        parallel.run(Math.ceilDiv(width, Product.ROWS), tile -> {
            int row = first + tile * Product.ROWS;
            multiplyByColumns(row, row + Product.ROWS);
        });
        invert(width);
        for (int i = 0; i < width; i++) {
            precision.clear(rows[first + i], 0, length);
            precision.set(rows[first + i], first + i, signs[i] * gain);
        }
    }

    /** Reflects rows [from, to): row −= ((row·V)·Tᵀ)·Vᵀ. */
    void reflect(int from, int to) {
        multiplyByColumns(from, to);
        for (int row = from; row < to; row++) {
            precision.clear(scaled[row], 0, WIDTH);
        }
        for (int column = 0; column < WIDTH; column += strip) {
            for (int row = from; row < to; row += Product.ROWS) {
                precision.add(inner, 0, WIDTH, factor, column * WIDTH, scaled, column, row);
            }
        }
        for (int column = first; column < length; column += strip) {
            for (int row = from; row < to; row += Product.ROWS) {
                precision.add(scaled, 0, WIDTH, vectors, column * WIDTH, rows, column, row);
            }
        }
    }

    /** x becomes the vector whose reflector takes x to −sign(x₀)·‖x‖·e₀: x + sign(x₀)·‖x‖·e₀. */
    private void makeVector(int i) {
        int diagonal = first + i;
        A row = rows[diagonal];
        double tail = 0;
        for (int k = diagonal + 1; k < length; k++) {
            double x = precision.get(row, k);
            tail += x * x;
        }
        double head = precision.get(row, diagonal);
        double norm = Math.sqrt(tail + head * head);
        precision.set(row, diagonal, head + Math.copySign(norm, head));
        double rounded = precision.get(row, diagonal);
        precision.clear(row, first, diagonal);
        squares[i] = tail + rounded * rounded;
        signs[i] = -Math.copySign(1, head);
    }

    private void pack(int width, int from, int to) {
        for (int i = 0; i < WIDTH; i++) {
            int inColumns = i / strip * strip * length + i % strip;
            for (int k = from; k < to; k++) {
                double x = i < width ? precision.get(rows[first + i], k) : 0;
                precision.set(columns, inColumns + k * strip, x);
                precision.set(vectors, (k / strip * WIDTH + i) * strip + k % strip, x);
            }
        }
    }

    private void multiplyByColumns(int from, int to) {
        for (int row = from; row < to; row++) {
            precision.clear(inner[row], 0, WIDTH);
        }
        for (int k = first; k < length; k += DEPTH) {
            int depth = Math.min(DEPTH, length - k);
            for (int column = 0; column < WIDTH; column += strip) {
                for (int row = from; row < to; row += Product.ROWS) {
                    precision.add(rows, k, depth, columns, column * length + k * strip, inner, column, row);
                }
            }
        }
    }

    /** T column by column: each adds a reflector to the product of those before it. */
    private void invert(int width) {
        for (int j = 0; j < WIDTH; j++) {
            double tau = j < width && squares[j] > 0 ? 2 / squares[j] : 0;
            for (int i = 0; i < j; i++) {
                double sum = 0;
                for (int l = i; l < j && j < width; l++) {
                    sum += t[i][l] * precision.get(inner[first + l], j);
                }
                t[i][j] = -sum * tau;
            }
            t[j][j] = tau;
        }
        for (int k = 0; k < WIDTH; k++) {
            for (int j = 0; j <= k; j++) {
                precision.set(factor, (j / strip * WIDTH + k) * strip + j % strip, -t[j][k]);
            }
        }
    }
}
