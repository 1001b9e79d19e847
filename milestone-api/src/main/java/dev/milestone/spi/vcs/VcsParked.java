package dev.milestone.spi.vcs;

import dev.milestone.model.AttemptId;
import dev.milestone.model.MilestoneId;
import org.apiguardian.api.API;

/**
 * Work that was kept when its workspace went away.
 *
 * @param milestone the milestone
 * @param attempt the attempt that did it
 * @param commit the commit that keeps it; its parent is what the attempt had recorded
 * @param ref where it is found
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsParked(MilestoneId milestone, AttemptId attempt, String commit, String ref) {}
