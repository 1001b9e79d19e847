/** What tests of providers and of embedding programs need. */
@NullMarked
package dev.milestone.testkit;

import org.jspecify.annotations.NullMarked;
