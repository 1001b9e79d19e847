package dev.milestone.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesNodeProvider;

/** The attributes of {@code info/attributes}; those of user and system are not read. */
final class InfoAttributes implements AttributesNodeProvider {

  private final Path file;

  InfoAttributes(Path commonDir) {
    file = commonDir.resolve("info/attributes");
  }

  @Override
  public AttributesNode getInfoAttributesNode() throws IOException {
    AttributesNode node = new AttributesNode();
    if (Files.isRegularFile(file)) {
      node.parse(new ByteArrayInputStream(SmallFile.read(file).getBytes(StandardCharsets.UTF_8)));
    }
    return node;
  }

  @Override
  public AttributesNode getGlobalAttributesNode() {
    return new AttributesNode();
  }
}
