package omendb.testkit.fault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// One bit of one file that is not what was written.
///
/// @param file relative to the folder
/// @param offset of the byte
/// @param bit 0 to 7
public record BitFlip(Path file, long offset, int bit) {

  /// Chooses a bit below the folder: first one of the wanted files, which it is asked for by their
  /// paths relative to the folder, then a place in it. Empty files are left out.
  public static BitFlip choose(Path folder, Predicate<Path> wanted, RandomGenerator random) {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (Files.size(file) > 0 && wanted.test(folder.relativize(file))) {
          found.add(folder.relativize(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BitFlip(found.get(random.nextInt(found.size())), 0, 0).elsewhere(folder, random);
  }

  /// Another bit of the same file.
  public BitFlip elsewhere(Path folder, RandomGenerator random) {
    try {
      return new BitFlip(
          file, random.nextLong(Files.size(folder.resolve(file))), random.nextInt(8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The byte with this bit, as the folder has it.
  public int byteIn(Path folder) {
    try (RandomAccessFile open = new RandomAccessFile(folder.resolve(file).toFile(), "r")) {
      open.seek(offset);
      return open.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Flips the bit in the folder's file.
  public void apply(Path folder) {
    try (RandomAccessFile open = new RandomAccessFile(folder.resolve(file).toFile(), "rw")) {
      open.seek(offset);
      int old = open.read();
      open.seek(offset);
      open.write(old ^ 1 << bit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
