/// The durable table over both tiers, in a data folder.
///
/// `Storage` opens the folder and hands out `TableStore`s, through which transactions read and
/// write rows wherever they live. `Journal` makes changes durable and is followed by `RocksStore`,
/// `Migration` moves rows to segments, `BulkLoad` writes segments directly, `Manifest` says which
/// segments belong to a table.
@NullMarked
package omendb.storage;

import org.jspecify.annotations.NullMarked;
