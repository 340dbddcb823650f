// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import io.goldilocks.init.Content;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one computed content during one fill: computed by the first worker that asks while the others help, and
 * freed when the last chunk that is cut from them is done. The team's monitor guards it.
 */
final class Computation {
    private final Content.Computed content;
    private final FrameSamples samples;
    private final boolean doubles;
    private final Team team;
    private long chunksLeft;
    private boolean begun;
    private boolean finished;
    private Content.@Nullable Values values;

    Computation(Content.Computed content, FrameSamples samples, boolean doubles, Team team) {
        this.content = content;
        this.samples = samples;
        this.doubles = doubles;
        this.team = team;
    }

    /** Announces chunks; before any of them is filled. */
    void expect(long chunks) {
        chunksLeft += chunks;
    }

    boolean isFinished() {
        synchronized (team) {
            return finished;
        }
    }

    /** All elements of the frame. */
    Content.Values values() {
        boolean leads;
        synchronized (team) {
            leads = !begun;
            begun = true;
        }
        if (leads) {
            Content.Values made = content.compute(samples, team, doubles);
            synchronized (team) {
                values = made;
                finished = true;
                team.wake();
            }
        } else {
            team.help(this::isFinished);
        }
        synchronized (team) {
            Content.Values made = values;
            if (made == null) {
                throw new CancellationException("the fill has ended");
            }
            return made;
        }
    }

    void chunkFinished() {
        synchronized (team) {
            chunksLeft--;
            if (chunksLeft == 0) {
                free();
            }
        }
    }

    /** Frees the elements if they are still there, as they are after a failure. */
    void free() {
        synchronized (team) {
            if (values != null) {
                values.close();
                values = null;
            }
        }
    }
}
