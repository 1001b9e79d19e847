package dev.milestone.core.engine;
import dev.milestone.ArchiveReport; import dev.milestone.model.MilestoneId;
final class ArchiveVerb { ArchiveVerb(EngineCore core){} ArchiveReport archive(MilestoneId m){ throw new IllegalStateException(); } }
