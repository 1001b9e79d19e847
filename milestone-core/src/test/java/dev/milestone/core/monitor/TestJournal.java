package dev.milestone.core.monitor;

import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.AppendResult;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.DocumentStore;
import dev.milestone.spi.storage.EventSink;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.Liveness;
import dev.milestone.spi.storage.Presence;
import dev.milestone.spi.storage.StoreDescription;
import dev.milestone.spi.storage.StoreReport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A journal in memory, framed as a store frames it; reads what a test appends. Thread-safe. */
public final class TestJournal implements EventStore {
  private final List<byte[]> lines = new ArrayList<>();

  /** Appends objects. */
  public synchronized void add(List<byte[]> objects) {
    for (byte[] object : objects) {
      long sequence = lines.size() + 1L;
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      line.write(object, 0, object.length - 1);
      line.writeBytes(
          String.format(
                  ",\"seq\":%d,\"schema\":1,\"forced\":%d,\"chain\":\"%064x\",\"crc\":\"%08x\"}",
                  sequence, sequence - 1, sequence * 7919, sequence * 31)
              .getBytes(StandardCharsets.US_ASCII));
      lines.add(line.toByteArray());
    }
  }

  /** All lines, each with a line break. */
  public synchronized String text() {
    StringBuilder text = new StringBuilder();
    for (byte[] line : lines) {
      text.append(new String(line, StandardCharsets.UTF_8)).append('\n');
    }
    return text.toString();
  }

  @Override
  public synchronized long lastSequence() {
    return lines.size();
  }

  @Override
  public synchronized long read(long fromSequence, long limit, EventSink sink) {
    long at = fromSequence;
    for (long n = 0; n < limit && at <= lines.size(); n++, at++) {
      byte[] line = lines.get((int) at - 1);
      sink.accept(at, line, 0, line.length);
    }
    return at;
  }

  @Override
  public StoreDescription description() {
    return new StoreDescription("test", "memory", false, false);
  }

  @Override
  public CompletionStage<AppendResult> append(AppendRequest request) {
    add(request.events());
    long last = lastSequence();
    return CompletableFuture.completedFuture(
        new AppendResult.Appended(last - request.events().size() + 1, last));
  }

  @Override
  public long awaitChange(long afterSequence, Duration timeout) {
    return lastSequence();
  }

  @Override
  public DocumentStore documents() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Presence announce(String participant) {
    return () -> {};
  }

  @Override
  public Liveness liveness(String participant) {
    return Liveness.ALIVE;
  }

  @Override
  public StoreReport check(CheckRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
