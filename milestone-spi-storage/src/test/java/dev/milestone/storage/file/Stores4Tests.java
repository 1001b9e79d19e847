package dev.milestone.storage.file;

import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.AppendResult;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.StoreRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Small steps that the tests of the file store share. */
final class Stores4Tests {

  private Stores4Tests() {}

  static StoreRequest request(Path folder, boolean readOnly, String... settings) {
    Map<String, String> map = new java.util.HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return new StoreRequest(Optional.of(folder), true, readOnly, TestTime.SYSTEM, map);
  }

  static EventStore open(FileOps ops, Path folder, String... settings) {
    return new FileStorageProvider(ops).open(request(folder, false, settings));
  }

  static EventStore open(Path folder, String... settings) {
    return open(DiskOps.INSTANCE, folder, settings);
  }

  static long append(EventStore store, String... texts) {
    return ((AppendResult.Appended) begin(store, texts).toCompletableFuture().join())
        .lastSequence();
  }

  static CompletionStage<AppendResult> begin(EventStore store, String... texts) {
    List<byte[]> events = new ArrayList<>();
    for (String text : texts) {
      events.add(("{\"t\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8));
    }
    return store.append(new AppendRequest(AppendRequest.ANY, events));
  }

  static StorageException failure(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      return (StorageException) e.getCause();
    }
    throw new AssertionError("did not fail");
  }

  static List<String> texts(EventStore store) {
    List<String> texts = new ArrayList<>();
    store.read(
        1,
        Long.MAX_VALUE,
        (seq, b, o, l) -> {
          String line = new String(b, o, l, StandardCharsets.UTF_8);
          texts.add(line.substring(6, line.indexOf('"', 6)));
        });
    return texts;
  }

  static Path segment(Path folder, long first) {
    return folder.resolve("segments").resolve(Folder.name(first) + ".jsonl");
  }

  static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path p : all.toList()) {
        Path target = to.resolve(from.relativize(p).toString());
        if (Files.isDirectory(p)) {
          Files.createDirectories(target);
        } else {
          Files.copy(p, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
