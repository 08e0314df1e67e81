package omendb.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// The column families of the store, in the order of their numbers in RocksDB. [StoredKeys] says
/// what is in them.
enum Family {
  META("default"),
  HOT("hot"),
  DELETES("deletes");

  private final String text;

  Family(String text) {
    this.text = text;
  }

  /// The name in RocksDB.
  byte[] storedName() {
    return text.getBytes(US_ASCII);
  }
}
