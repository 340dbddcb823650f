// SPDX-License-Identifier: Apache-2.0
/**
 * JSON documents that strangers write: configs, recipes, provenance.
 *
 * <p><b>In:</b> bytes. <b>Out:</b> a {@link io.goldilocks.json.JsonObject}, whose accessors name the document and the field
 * that is not as expected. <b>May import:</b> nothing.
 */
@NullMarked
package io.goldilocks.json;

import org.jspecify.annotations.NullMarked;
