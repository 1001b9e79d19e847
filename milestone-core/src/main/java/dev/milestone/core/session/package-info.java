/** Sessions while they run: checkpoints, leases, recovery after a death. */
@NullMarked
package dev.milestone.core.session;

import org.jspecify.annotations.NullMarked;
