// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.save.SaveOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the commands that write whole checkpoints. */
final class ShardOptions {
    @Option(names = "--max-shard-size", paramLabel = "SIZE",
            description = "Spread the weights over files of at most SIZE, such as 200MB, with an index. A tensor that is"
                    + " larger has a file of its own. Default: 5GB.")
    private @Nullable String maxShardSize;

    @Option(names = "--resume",
            description = "Finish what the same command has begun before: files of weights that are whole are kept.")
    private boolean resume;

    /** Adds what was given. */
    SaveOptions addTo(SaveOptions options) {
        SaveOptions more = options.resuming(resume);
        if (maxShardSize == null) {
            return more;
        }
        try {
            return more.inShardsOf(SaveOptions.parseSize(maxShardSize));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--max-shard-size: " + e.getMessage(), e);
        }
    }
}
