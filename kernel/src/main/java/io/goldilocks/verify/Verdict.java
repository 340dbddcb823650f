// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import java.util.List;

/**
 * What a verification came to.
 *
 * @param findings what is not as it should be, in the order of the tensors; empty if all is well
 * @param tensors how many tensors were looked at
 * @param bytes the bytes of those tensors
 */
public record Verdict(List<Finding> findings, int tensors, long bytes) {
    /** Copies the list. */
    public Verdict {
        findings = List.copyOf(findings);
    }

    /**
     * Tells whether all is well.
     *
     * @return whether there are no findings
     */
    public boolean isGood() {
        return findings.isEmpty();
    }
}
