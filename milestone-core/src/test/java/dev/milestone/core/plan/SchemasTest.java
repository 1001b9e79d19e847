package dev.milestone.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas say what the readers read. */
class SchemasTest {
  private final JsonNode plan = new JsonMapper().readTree(Schemas.text("plan").orElseThrow());

  @Test
  void everyKeyOfThePlanFileStandsInItsSchemaAndNoOther() {
    for (PlanKeys section : PlanKeys.all()) {
      JsonNode node =
          section == PlanKeys.PLAN ? plan : plan.path("$defs").path(section.schemaName());
      Set<String> keys = new LinkedHashSet<>(node.path("properties").propertyNames());
      assertThat(keys).as(section.schemaName()).isEqualTo(section.keys());
      assertThat(node.path("additionalProperties").asBoolean(true)).isFalse();
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (JsonNode reference : plan.findValues("$ref")) {
      String name = reference.asString().substring("#/$defs/".length());
      assertThat(plan.path("$defs").has(name)).as(name).isTrue();
    }
  }

  @Test
  void namesAreThoseOfTheFilesThatPeopleWrite() {
    assertThat(Schemas.names()).containsExactly("plan", "config");
    assertThat(Schemas.names()).allMatch(name -> Schemas.text(name).isPresent());
    assertThat(Schemas.text("../plan")).isEmpty();
  }
}
