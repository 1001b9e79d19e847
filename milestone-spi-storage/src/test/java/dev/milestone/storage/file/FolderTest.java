package dev.milestone.storage.file;

import static dev.milestone.storage.file.Stores4Tests.append;
import static dev.milestone.storage.file.Stores4Tests.open;
import static dev.milestone.storage.file.Stores4Tests.request;
import static dev.milestone.storage.file.Stores4Tests.segment;
import static dev.milestone.storage.file.Stores4Tests.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.spi.storage.StoreReport;
import dev.milestone.spi.storage.StoreRequest;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a store: links, formats, who may open it. */
class FolderTest {

  @TempDir Path temp = Path.of("");

  @Test
  void aSymbolicLinkInTheStoreIsRefusedAndWhereItLeadsNothingChanges() throws IOException {
    byte[] victim = "do not touch".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (String link :
        List.of(
            "format",
            "forced",
            "segments/" + Folder.name(1) + ".jsonl",
            "documents/d",
            "documents/a+/b")) {
      Path folder = temp.resolve(link.replace('/', '_'));
      Path outside = temp.resolve("victim");
      Files.write(outside, victim);
      makeStore(folder);
      Files.delete(folder.resolve(link));
      Files.createSymbolicLink(folder.resolve(link), outside);
      StorageException e =
          assertThrows(
              StorageException.class,
              () -> {
                try (EventStore store = open(folder)) {
                  store.documents().read("d");
                  store.documents().write("d", new byte[1], true);
                  store.documents().write("a/b", new byte[1], true);
                }
              },
              link);
      assertEquals(ErrorKind.DAMAGED, e.kind(), link);
      assertTrue(e.getMessage().contains("symbolic link"), e.getMessage());
      assertArrayEquals(victim, Files.readAllBytes(outside), link);
    }
  }

  @Test
  void aLinkedDirectoryInTheStoreIsRefused() throws IOException {
    for (String link : List.of("segments", "documents", "documents/a+")) {
      Path folder = temp.resolve("d" + link.replace('/', '_'));
      makeStore(folder);
      Path moved = temp.resolve("moved" + link.replace('/', '_'));
      Files.move(folder.resolve(link), moved);
      Files.createSymbolicLink(folder.resolve(link), moved);
      StorageException e =
          assertThrows(
              StorageException.class,
              () -> {
                try (EventStore store = open(folder)) {
                  store.documents().write("a/b", new byte[1], true);
                }
              },
              link);
      assertEquals(ErrorKind.DAMAGED, e.kind(), link);
      StoreReport report =
          new FileStorageProvider()
              .check(request(folder, false), new CheckRequest(false, List.of()));
      assertTrue(
          report.problems().stream().anyMatch(p -> p.code().equals("symlink")), report.toString());
    }
  }

  @Test
  void theStoreItselfMayBeReachedThroughALink() throws IOException {
    Path folder = temp.resolve("real");
    makeStore(folder);
    Files.createSymbolicLink(temp.resolve("link"), folder);
    try (EventStore store = open(folder);
        EventStore same = open(temp.resolve("link"))) {
      append(same, "two");
      assertEquals(List.of("one", "two"), texts(store));
    }
  }

  @Test
  void aNewerFormatIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path folder = temp.resolve("s");
    makeStore(folder);
    Files.writeString(folder.resolve("format"), "milestone-store 2\n");
    Files.write(segment(folder, 1), new byte[] {1, 2, 3});
    for (boolean readOnly : new boolean[] {false, true}) {
      StorageException e =
          assertThrows(
              StorageException.class,
              () -> new FileStorageProvider().open(request(folder, readOnly)));
      assertEquals("newer_format", e.code());
    }
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(segment(folder, 1)));
  }

  @Test
  void filesThatDoNotBelongThereAreReportedAndLeft() throws IOException {
    Path folder = temp.resolve("s");
    makeStore(folder);
    Files.writeString(folder.resolve("notes.txt"), "x");
    Files.writeString(folder.resolve("segments/1.jsonl"), "x");
    try (EventStore store = open(folder)) {
      StoreReport report = store.check(new CheckRequest(true, List.of()));
      assertEquals(2, report.problems().size(), report.toString());
      assertTrue(report.problems().stream().allMatch(p -> p.code().equals("stray_file")));
    }
    assertTrue(Files.exists(folder.resolve("notes.txt")));
  }

  @Test
  void networkFileSystemsAreKnownByTheirTypes() {
    for (String type : List.of("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "afpfs")) {
      assertTrue(NetworkFileSystems.isNetwork(type), type);
    }
    for (String type :
        List.of("ext4", "xfs", "btrfs", "tmpfs", "overlay", "apfs", "zfs", "fuseblk")) {
      assertFalse(NetworkFileSystems.isNetwork(type), type);
    }
  }

  @Test
  void aSecondCopyOfTheLibraryInOneProcessIsRefusedWhileTheFirstHasTheStoreOpen() throws Exception {
    Path folder = temp.resolve("s");
    try (EventStore store = open(folder);
        URLClassLoader other = new SecondLoader()) {
      append(store, "one");
      Class<?> provider = other.loadClass(FileStorageProvider.class.getName());
      Object made = provider.getConstructor().newInstance();
      InvocationTargetException e =
          assertThrows(
              InvocationTargetException.class,
              () ->
                  provider
                      .getMethod("open", StoreRequest.class)
                      .invoke(made, request(folder, false)));
      StorageException refused = assertInstanceOf(StorageException.class, e.getCause());
      assertEquals("second_class_loader", refused.code());
    }
    try (EventStore store = open(folder)) {
      assertEquals(List.of("one"), texts(store));
    }
  }

  @Test
  void bothProvidersAreFoundByTheServiceLoader() {
    List<String> names =
        ServiceLoader.load(StorageProvider.class).stream()
            .map(p -> p.get().name())
            .sorted()
            .toList();
    assertTrue(names.containsAll(List.of("file", "memory")), names.toString());
  }

  @Test
  void aSettingThatIsNoNumberIsRefusedWithItsName() {
    StorageException e =
        assertThrows(
            StorageException.class, () -> open(temp.resolve("s"), "segment_bytes", "much"));
    assertEquals("bad_setting", e.code());
    assertTrue(e.getMessage().contains("storage.segment_bytes"), e.getMessage());
  }

  private static void makeStore(Path folder) {
    try (EventStore store = open(folder)) {
      append(store, "one");
      store.documents().write("d", new byte[] {1}, true);
      store.documents().write("a/b", new byte[] {1}, true);
    }
  }

  /** Loads the provider once more, and the SPI from where the test has it. */
  private static final class SecondLoader extends URLClassLoader {
    SecondLoader() throws MalformedURLException {
      super(urls(), FolderTest.class.getClassLoader());
    }

    private static URL[] urls() throws MalformedURLException {
      List<URL> urls = new ArrayList<>();
      for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
        urls.add(Path.of(path).toUri().toURL());
      }
      return urls.toArray(new URL[0]);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("dev.milestone.storage.")) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : findClass(name);
      }
      return super.loadClass(name, resolve);
    }
  }
}
