package dev.milestone.core.engine;
import java.util.List; import dev.milestone.spi.storage.StoreProblem;
final class ProjectionThread implements Projections { ProjectionThread(EngineCore c, ProjectPaths p){} public void advanced(){} public void check(boolean r, List<StoreProblem> p, List<String> x){} public void close(){} }
