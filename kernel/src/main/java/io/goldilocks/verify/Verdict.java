// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import java.util.List;

/**
 * What a verification came to.
 *
 * @param findings what is not as it should be, in the order of the tensors; empty if nothing was found
 * @param unchecked tensors of which names, types and shapes were compared but not the elements: they were calculated from a model
 *     that was not at hand
 * @param tensors how many tensors were looked at
 * @param bytes the bytes of those tensors
 */
public record Verdict(List<Finding> findings, List<String> unchecked, int tensors, long bytes) {
    /** Copies the lists. */
    public Verdict {
        findings = List.copyOf(findings);
        unchecked = List.copyOf(unchecked);
    }

    /**
     * Tells whether all was checked and is well.
     *
     * @return whether there are neither findings nor unchecked tensors
     */
    public boolean isGood() {
        return findings.isEmpty() && unchecked.isEmpty();
    }
}
