/**
 * Contract and fixtures for those who make an agent provider. Extend {@link
 * dev.milestone.testkit.agent.AgentProviderContract}; the rules stand in {@code docs/spi-agent.md}.
 */
@NullMarked
package dev.milestone.testkit.agent;

import org.jspecify.annotations.NullMarked;
