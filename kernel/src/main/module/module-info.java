// SPDX-License-Identifier: Apache-2.0
/** Weight initialisation for large models, from random words to finished checkpoints. */
module io.goldilocks.kernel {
    requires jdk.incubator.vector;
    requires jdk.unsupported;
    requires transitive org.apache.commons.rng.api;
    requires static info.picocli;
    requires static me.tongfei.progressbar;
    requires static org.jspecify;
    requires tools.jackson.core;

    exports io.goldilocks;
    exports io.goldilocks.checkpoint;
    exports io.goldilocks.distribution;
    exports io.goldilocks.fill;
    exports io.goldilocks.init;
    exports io.goldilocks.json;
    exports io.goldilocks.linalg;
    exports io.goldilocks.memory;
    exports io.goldilocks.model;
    exports io.goldilocks.recipe;
    exports io.goldilocks.rng;
    exports io.goldilocks.rounding;
    exports io.goldilocks.save;
    exports io.goldilocks.surgery;
    exports io.goldilocks.tensor;
    exports io.goldilocks.verify;

    opens io.goldilocks.cli to info.picocli;
}
