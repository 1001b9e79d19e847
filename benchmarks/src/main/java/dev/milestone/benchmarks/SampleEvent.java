package dev.milestone.benchmarks;

import dev.milestone.core.kernel.Event;
import java.util.List;
import java.util.Map;

/** An event for the encoder, with details of text and whole numbers. */
record SampleEvent(
    String id,
    long millis,
    String type,
    String milestone,
    String session,
    String agent,
    String correlation,
    String parent,
    Map<String, Object> details)
    implements Event {

  @Override
  public long sequence() {
    return 0;
  }

  @Override
  public String actor() {
    return "ada";
  }

  @Override
  public String actorEstablished() {
    return "engine";
  }

  @Override
  public boolean mustUnderstand() {
    return false;
  }

  @Override
  public String text(String key) {
    return String.valueOf(details.get(key));
  }

  @Override
  public long number(String key, long otherwise) {
    return details.get(key) instanceof Number n ? n.longValue() : otherwise;
  }

  @Override
  public double real(String key, double otherwise) {
    return details.get(key) instanceof Number n ? n.doubleValue() : otherwise;
  }

  @Override
  public boolean flag(String key) {
    return Boolean.TRUE.equals(details.get(key));
  }

  @Override
  public List<Object> list(String key) {
    return List.of();
  }

  @Override
  public Map<String, Object> map(String key) {
    return Map.of();
  }
}
