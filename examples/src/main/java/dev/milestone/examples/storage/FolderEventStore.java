package dev.milestone.examples.storage;

import dev.milestone.ErrorKind;
import dev.milestone.TimeSource;
import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.AppendResult;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.DocumentStore;
import dev.milestone.spi.storage.EventSink;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.Liveness;
import dev.milestone.spi.storage.Presence;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.StoreDescription;
import dev.milestone.spi.storage.StoreProblem;
import dev.milestone.spi.storage.StoreReport;
import dev.milestone.spi.storage.TurnBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.zip.CRC32C;

/**
 * One opening of a folder store. Everything is done on the calling thread under one lock, so there
 * is no thread to end; the turns are those that the SPI makes of an append that compares and sets.
 * Thread-safe.
 */
final class FolderEventStore implements EventStore {

  /** How often a waiting caller looks for what other processes have appended. */
  private static final long LOOK_MILLIS = 20;

  private final Path root;
  private final Path events;
  private final boolean readOnly;
  private final TimeSource time;
  private final DocumentStore documents;

  /** The files that are known, by their first sequence; guarded by this. */
  private final TreeMap<Long, Path> files = new TreeMap<>();

  private long last;
  private boolean closed;

  FolderEventStore(Path root, boolean readOnly, TimeSource time) {
    this.root = root;
    this.events = root.resolve("events");
    this.readOnly = readOnly;
    this.time = time;
    this.documents =
        new FolderDocuments(
            root.resolve("store-documents"), this::refuseWriting, this::refuseClosed);
  }

  @Override
  public StoreDescription description() {
    return new StoreDescription("folder", root.toString(), true, true);
  }

  // ---- events ----

  @Override
  public synchronized long lastSequence() {
    refuseClosed();
    catchUp();
    return last;
  }

  @Override
  public CompletionStage<AppendResult> append(AppendRequest request) {
    try {
      return CompletableFuture.completedFuture(appendNow(request));
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized AppendResult appendNow(AppendRequest request) {
    refuseWriting();
    request.events().forEach(Lines::check);
    while (true) {
      catchUp();
      long expected = request.expectedSequence();
      if (expected != AppendRequest.ANY && expected != last) {
        return new AppendResult.Conflict(last);
      }
      if (request.events().isEmpty()) {
        return new AppendResult.Appended(last + 1, last);
      }
      long first = last + 1;
      try {
        if (DurableFiles.create(file(first), Lines.join(first, request.events()))) {
          files.put(first, file(first));
          last += request.events().size();
          notifyAll();
          return new AppendResult.Appended(first, last);
        }
      } catch (IOException e) {
        // What has become of the file is not known, so nothing may be acknowledged any more.
        closed = true;
        throw new StorageException(
            ErrorKind.IO, "store_failed", "cannot write to " + events + "; open it again", e);
      }
    }
  }

  /** The SPI's turns for stores that compare and set; refused early where they could not append. */
  @Override
  public <T> CompletionStage<T> inTurn(TurnBody<T> body, Duration timeout) {
    try {
      refuseWriting();
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
    return EventStore.super.inTurn(body, timeout);
  }

  @Override
  public long read(long fromSequence, long limit, EventSink sink) {
    if (fromSequence < 1) {
      throw new StorageException(
          ErrorKind.INVALID_INPUT, "bad_sequence", "sequences begin at 1, not " + fromSequence);
    }
    List<Map.Entry<Long, Path>> wanted = new ArrayList<>();
    long end;
    synchronized (this) {
      end = lastSequence();
      Long first = files.floorKey(fromSequence);
      if (first != null && fromSequence <= end && limit > 0) {
        wanted.addAll(files.tailMap(first, true).entrySet());
      }
    }
    end = Math.min(end, limit > Long.MAX_VALUE - fromSequence ? end : fromSequence + limit - 1);
    long next = fromSequence;
    for (Map.Entry<Long, Path> file : wanted) {
      if (file.getKey() > end) {
        break;
      }
      long sequence = file.getKey();
      byte[] content = content(file.getValue());
      int begin = 0;
      while (begin < content.length) {
        int length = Lines.length(content, begin);
        Lines.verify(content, begin, length, sequence, file.getValue());
        if (sequence >= next && sequence <= end) {
          sink.accept(sequence, content, begin, length);
          next = sequence + 1;
        }
        sequence++;
        begin += length + 1;
      }
    }
    return next;
  }

  @Override
  public synchronized long awaitChange(long afterSequence, Duration timeout)
      throws InterruptedException {
    refuseClosed();
    long begin = time.monotonicNanos();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    while (true) {
      refuseClosed();
      catchUp();
      long left = timeout.toNanos() - (time.monotonicNanos() - begin);
      if (last > afterSequence || left <= 0) {
        return last;
      }
      wait(Math.max(1, Math.min(LOOK_MILLIS, left / 1_000_000)));
    }
  }

  /** Takes in the files that others have made since; call under the lock. */
  private void catchUp() {
    try {
      boolean found = false;
      Path next = file(last + 1);
      while (Files.exists(next)) {
        if (!found) {
          // Its maker may not have come to forcing the name yet; nothing may be shown before.
          DurableFiles.forceFolder(events);
          found = true;
        }
        files.put(last + 1, next);
        last += Lines.count(DurableFiles.read(next));
        next = file(last + 1);
      }
    } catch (IOException e) {
      throw new StorageException(ErrorKind.IO, "io", "cannot read " + events, e);
    }
  }

  private Path file(long first) {
    return events.resolve(String.format(Locale.ROOT, "%019d.jsonl", first));
  }

  private static byte[] content(Path file) {
    try {
      return DurableFiles.read(file);
    } catch (IOException e) {
      throw new StorageException(ErrorKind.IO, "io", "cannot read " + file, e);
    }
  }

  // ---- the rest ----

  @Override
  public DocumentStore documents() {
    return documents;
  }

  /** Nothing is announced: without it the engine goes by leases, which every participant renews. */
  @Override
  public Presence announce(String participant) {
    refuseWriting();
    return () -> {};
  }

  @Override
  public Liveness liveness(String participant) {
    refuseClosed();
    return Liveness.UNKNOWN;
  }

  @Override
  public StoreReport check(CheckRequest request) {
    long[] count = new long[1];
    List<StoreProblem> problems = new ArrayList<>();
    long end = lastSequence();
    try {
      read(1, Long.MAX_VALUE, (sequence, buffer, offset, length) -> count[0]++);
    } catch (StorageException e) {
      problems.add(
          new StoreProblem(
              e.code(), events.toString(), String.valueOf(e.getMessage()), "bring back a copy"));
    }
    return new StoreReport(count[0], end, problems, List.of());
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private synchronized void refuseClosed() {
    if (closed) {
      throw new StorageException(
          ErrorKind.REFUSED, "store_closed", "the store is closed; open it again");
    }
  }

  private void refuseWriting() {
    refuseClosed();
    if (readOnly) {
      throw new StorageException(
          ErrorKind.REFUSED, "read_only", "the store was opened for reading only");
    }
  }

  /** The form of a stored line: the event, its sequence, and a checksum of all before it. */
  private static final class Lines {
    private static final int TAIL = ",\"crc\":\"01234567\"}".length();

    static void check(byte[] event) {
      if (event.length > AppendRequest.MAX_EVENT_BYTES) {
        throw new StorageException(
            ErrorKind.INVALID_INPUT, "too_large", "an event of " + event.length + " bytes");
      }
      boolean object = event.length >= 2 && event[0] == '{' && event[event.length - 1] == '}';
      for (byte b : event) {
        object &= b != '\n' && b != '\r' && b != 0;
      }
      if (!object) {
        throw new StorageException(
            ErrorKind.INVALID_INPUT, "bad_event", "an event is a JSON object in one line");
      }
    }

    static byte[] join(long first, List<byte[]> events) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long sequence = first;
      for (byte[] event : events) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.write(event, 0, event.length - 1);
        boolean empty = new String(event, StandardCharsets.UTF_8).strip().matches("\\{\\s*}");
        line.writeBytes(ascii((empty ? "" : ",") + "\"seq\":" + sequence++));
        byte[] body = line.toByteArray();
        out.writeBytes(body);
        out.writeBytes(ascii(crc(body, 0, body.length) + "\n"));
      }
      return out.toByteArray();
    }

    static int length(byte[] content, int begin) {
      int end = begin;
      while (end < content.length && content[end] != '\n') {
        end++;
      }
      return end - begin;
    }

    static int count(byte[] content) {
      int lines = 0;
      for (byte b : content) {
        lines += b == '\n' ? 1 : 0;
      }
      return lines;
    }

    static void verify(byte[] content, int begin, int length, long sequence, Path file) {
      int body = length - TAIL;
      if (body < 0
          || !new String(content, begin + body, TAIL, StandardCharsets.US_ASCII)
              .equals(crc(content, begin, body))) {
        throw new StorageException(
            ErrorKind.DAMAGED, "damaged", "event " + sequence + " in " + file + " is damaged");
      }
    }

    private static String crc(byte[] bytes, int offset, int length) {
      CRC32C crc = new CRC32C();
      crc.update(bytes, offset, length);
      return String.format(Locale.ROOT, ",\"crc\":\"%08x\"}", crc.getValue());
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
