// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.rng.Engine;
import picocli.CommandLine.Option;

/** {@code --engine}. */
final class EngineArgument {
    @Option(names = "--engine", paramLabel = "NAME", defaultValue = "philox4x32-10",
            description = "The random generator: philox4x32-10, the cipher chacha8, or threefry4x32-13, the fastest, with the"
                    + " least margin of safety. Each makes values of its own. Default: philox4x32-10.")
    private String engine = "philox4x32-10";

    /** Reads it; an unknown one is an {@link IllegalArgumentException}. */
    Engine engine() {
        return Engine.parse(engine);
    }
}
