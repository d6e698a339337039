// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import io.bailiff.manager.database.Share;

/**
 * A kind of requests with limits of its own.
 *
 * @param admission the limit of requests at once
 * @param share the connections to the database for these requests
 */
record RequestKind(Admission admission, Share share) {}
