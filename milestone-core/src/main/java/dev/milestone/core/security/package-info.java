/** What must not be written down. Begin with {@link dev.milestone.core.security.Redaction}. */
@NullMarked
package dev.milestone.core.security;

import org.jspecify.annotations.NullMarked;
