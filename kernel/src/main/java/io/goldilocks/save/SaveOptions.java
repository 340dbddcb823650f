// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.memory.FileStrategy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * How files are written; nothing of it decides a value.
 *
 * @param strategy how the bytes reach the disk
 * @param overwrite whether a checkpoint or file that exists may be replaced, and an unfinished one thrown away
 * @param resume whether an unfinished checkpoint is finished
 * @param maxShardSize the most bytes of tensors in a file that holds more than one, at least 1
 */
public record SaveOptions(FileStrategy strategy, boolean overwrite, boolean resume, long maxShardSize) {
    /** Replaces nothing; files of at most 5 GB, as huggingface_hub writes them. */
    public static final SaveOptions DEFAULTS = new SaveOptions(FileStrategy.AUTO, false, false, 5_000_000_000L);

    /** The decimal units, each a thousand times the one before. */
    private static final List<String> UNITS = List.of("KB", "MB", "GB", "TB");
    private static final int LONGEST_NUMBER = 19;

    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if {@code maxShardSize} is not positive
     */
    public SaveOptions {
        if (maxShardSize < 1) {
            throw new IllegalArgumentException(
                    "the maximum shard size is " + maxShardSize + ": expected at least 1 byte");
        }
    }

    /**
     * Reads a size as the Hugging Face libraries do.
     *
     * @param text bytes, or a number with one of the decimal units KB, MB, GB and TB: {@code 5GB}, {@code 1.5gb}
     * @return the size in bytes, at least 1; what is less than a byte is cut off
     * @throws IllegalArgumentException if the text is none of that
     */
    public static long parseSize(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        int unit = upper.length() < 2 ? -1 : UNITS.indexOf(upper.substring(upper.length() - 2));
        String number = unit < 0 ? upper : upper.substring(0, upper.length() - 2).strip();
        boolean plain = !number.isEmpty() && number.length() <= LONGEST_NUMBER
                && number.chars().allMatch(c -> (c >= '0' && c <= '9') || (c == '.' && unit >= 0));
        try {
            long size = plain
                    ? new BigDecimal(number).scaleByPowerOfTen(3 * (unit + 1)).setScale(0, RoundingMode.DOWN)
                            .longValueExact()
                    : 0;
            if (size >= 1) {
                return size;
            }
        } catch (ArithmeticException e) {
            // Beyond 2^63 bytes: reported with every other text that is no size.
        } catch (NumberFormatException e) {
            // Such as two points.
        }
        throw new IllegalArgumentException("size '" + text
                + "' is malformed: expected at least one byte, written as 5GB, 200MB, 1.5TB, 64KB or 1000000");
    }

    /**
     * Changes the strategy.
     *
     * @param other how the bytes reach the disk
     * @return the options with it
     */
    public SaveOptions by(FileStrategy other) {
        return new SaveOptions(other, overwrite, resume, maxShardSize);
    }

    /**
     * Changes what happens to files that exist.
     *
     * @param allowed whether they may be replaced
     * @return the options with that
     */
    public SaveOptions overwriting(boolean allowed) {
        return new SaveOptions(strategy, allowed, resume, maxShardSize);
    }

    /**
     * Changes what happens to an unfinished checkpoint.
     *
     * @param wanted whether it is finished
     * @return the options with that
     */
    public SaveOptions resuming(boolean wanted) {
        return new SaveOptions(strategy, overwrite, wanted, maxShardSize);
    }

    /**
     * Changes the size of shards.
     *
     * @param bytes the most bytes of tensors in a file that holds more than one
     * @return the options with it
     * @throws IllegalArgumentException as the constructor does
     */
    public SaveOptions inShardsOf(long bytes) {
        return new SaveOptions(strategy, overwrite, resume, bytes);
    }
}
