package dev.milestone.core.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares text with a file in {@code src/test/resources/golden}. With {@code -Dgolden.write=true}
 * the file is written instead.
 */
public final class Golden {

  private Golden() {}

  /** Compares, or writes. */
  public static void check(String name, String actual) throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Path file = Path.of("src/test/resources/golden").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, actual, StandardCharsets.UTF_8);
      return;
    }
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      assertThat(in).as("golden file " + name).isNotNull();
      assertThat(actual).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
