// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.save.SaveOptions;
import picocli.CommandLine.Option;

/** The options of the commands that write whole checkpoints. */
final class ShardOptions {
    @Option(names = "--max-shard-size", paramLabel = "SIZE", defaultValue = "5GB",
            description = "Spread the weights over files of at most SIZE, such as 200MB, with an index. A tensor that is"
                    + " larger has a file of its own. Default: 5GB.")
    private String maxShardSize = "5GB";

    @Option(names = "--resume",
            description = "Finish what the same command has begun before: files of weights that are whole are kept.")
    private boolean resume;

    /** Adds what was given. */
    SaveOptions addTo(SaveOptions options) {
        return options.resuming(resume).inShardsOf(SaveOptions.parseSize(maxShardSize));
    }
}
