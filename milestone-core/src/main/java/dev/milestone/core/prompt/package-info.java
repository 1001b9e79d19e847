/** The words an agent is given. Begin with {@link dev.milestone.core.prompt.PromptTemplate}. */
@NullMarked
package dev.milestone.core.prompt;

import org.jspecify.annotations.NullMarked;
