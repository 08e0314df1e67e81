package omendb.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The house rules: who may know whom, which library lives where, how long things may grow.
class HouseTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final Map<String, Set<String>> EDGES =
      Map.ofEntries(
          Map.entry("core", Set.of()),
          Map.entry("alex", Set.of()),
          Map.entry("mvcc", Set.of("core", "alex")),
          Map.entry("columnar", Set.of("core", "alex")),
          Map.entry("storage", Set.of("mvcc", "columnar", "core")),
          Map.entry("planner", Set.of("core")),
          Map.entry("engine", Set.of("planner", "storage", "columnar", "mvcc", "core")),
          Map.entry("pgwire", Set.of("engine", "core")),
          Map.entry("flight", Set.of("engine", "columnar", "core")),
          Map.entry("server", Set.of("pgwire", "flight", "engine", "storage", "core")));

  /// Packages of heavy libraries and the rooms that may use them.
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "org.rocksdb", Set.of("storage"),
          "com.github.luben", Set.of("columnar"),
          "org.apache.calcite", Set.of("planner"),
          "org.apache.arrow.flight", Set.of("flight"),
          "io.grpc", Set.of("flight"),
          "io.netty", Set.of("pgwire"),
          "org.apache.arrow.vector", Set.of("columnar", "engine", "flight"),
          "org.codehaus", Set.of("engine"),
          "picocli", Set.of("server"));

  private static final Set<String> BANNED_ENDINGS =
      Set.of("Util", "Utils", "Helper", "Impl", "Info", "Data", "Service");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("omendb");

  private static String room(JavaClass javaClass) {
    return javaClass.getPackageName().split("\\.")[1];
  }

  @Test
  void roomsKnowOnlyWhomTheyMay() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass javaClass : CLASSES) {
      Set<String> allowed = EDGES.get(room(javaClass));
      if (allowed == null) {
        continue;
      }
      javaClass.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass())
          .filter(target -> target.getPackageName().startsWith("omendb."))
          .map(HouseTest::room)
          .filter(target -> !target.equals(room(javaClass)) && !allowed.contains(target))
          .forEach(target -> wrong.add(javaClass.getName() + " uses " + target));
    }
    assertThat(CLASSES.size()).isGreaterThan(500);
    assertThat(wrong).isEmpty();
  }

  @Test
  void eachHeavyLibraryHasItsRoom() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass javaClass : CLASSES) {
      if (!EDGES.containsKey(room(javaClass))) {
        continue;
      }
      javaClass.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getPackageName())
          .forEach(used ->
              LIBRARIES.forEach((library, rooms) -> {
                if (used.startsWith(library) && !rooms.contains(room(javaClass))) {
                  wrong.add(javaClass.getName() + " uses " + library);
                }
              }));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void namesSayWhatThingsAre() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass javaClass : CLASSES) {
      String name = javaClass.getSimpleName();
      BANNED_ENDINGS.stream().filter(name::endsWith).forEach(ending -> wrong.add(name));
      if (name.endsWith("Manager") && !name.equals("TransactionManager")) {
        wrong.add(name);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    Set<String> wrong = new TreeSet<>();
    for (Path source : mainSources()) {
      Path description = source.resolveSibling("package-info.java");
      if (!Files.exists(description) || !Files.readString(description).contains("@NullMarked")) {
        wrong.add(ROOT.relativize(source.getParent()).toString());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void filesStaySmall() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path source : sources()) {
      int cap = source.toString().contains("/src/test/") ? 800 : 500;
      long lines;
      try (Stream<String> text = Files.lines(source)) {
        lines = text.count();
      }
      if (lines > cap) {
        wrong.add(ROOT.relativize(source) + " has " + lines + " lines");
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void mainCodeNeitherPrintsNorSleeps() throws IOException {
    Pattern banned = Pattern.compile("System\\.(out|err)\\b|Thread\\.sleep\\(|new Random\\(\\)");
    Set<String> talking = Set.of("server", "clients", "bench");
    List<String> wrong = new ArrayList<>();
    for (Path source : mainSources()) {
      String module = ROOT.relativize(source).getName(0).toString();
      if (!talking.contains(module)) {
        Matcher matcher = banned.matcher(Files.readString(source));
        if (matcher.find()) {
          wrong.add(ROOT.relativize(source) + ": " + matcher.group());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void architectureNamesClassesThatExist() throws IOException {
    String text = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
    Set<String> known = new TreeSet<>();
    CLASSES.forEach(javaClass -> known.add(javaClass.getSimpleName()));
    Matcher names = Pattern.compile("`([A-Z][A-Za-z]+)(?:\\.([A-Z][A-Za-z]+))?`").matcher(text);
    Set<String> missing = new TreeSet<>();
    int count = 0;
    while (names.find()) {
      count++;
      String name = names.group(2) == null ? names.group(1) : names.group(2);
      if (!known.contains(name) && !name.equals("HouseTest")) {
        missing.add(name);
      }
    }
    assertThat(count).isGreaterThan(20);
    assertThat(missing).isEmpty();
  }

  @Test
  void theGraphInThePomsIsTheGraphOfTheHouse() {
    Set<String> wrong = new TreeSet<>();
    EDGES.forEach((room, allowed) -> {
      String module = room.equals("flight") ? "flight-server" : room;
      for (String dependency : ownDependencies(module)) {
        String target = dependency.equals("flight-server") ? "flight" : dependency;
        if (!allowed.contains(target)) {
          wrong.add(module + " depends on " + dependency);
        }
      }
    });
    assertThat(wrong).isEmpty();
  }

  /// Our own modules that a module's pom names, test scope apart.
  private static List<String> ownDependencies(String module) {
    String pom;
    try {
      pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> found = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL).matcher(pom);
    while (matcher.find()) {
      String dependency = matcher.group(1);
      Matcher name =
          Pattern.compile("<artifactId>omendb-([a-z-]+)</artifactId>").matcher(dependency);
      if (name.find() && !dependency.contains("<scope>test</scope>")) {
        found.add(name.group(1));
      }
    }
    return found;
  }

  private static List<Path> mainSources() throws IOException {
    return sources().stream().filter(path -> path.toString().contains("/src/main/")).toList();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> found =
          files
              .filter(path -> path.toString().endsWith(".java"))
              .filter(path -> path.toString().contains("/src/"))
              .filter(path -> !path.toString().contains("/target/"))
              .toList();
      assertThat(found).hasSizeGreaterThan(300);
      return found;
    }
  }
}
