/// Histories of transactions, recorded by concurrent clients, and the check which isolation
/// anomalies they hold.
///
/// A [omendb.testkit.history.Recorder] notes what each transaction read and wrote, when it began
/// and ended, and how: ok, fail, or info when nobody knows. [omendb.testkit.history.AnomalyChecker]
/// infers the order of each key's versions, builds Adya's graph of dependencies (Adya, *Weak
/// Consistency*, 1999) and looks for cycles, as Kingsbury and Alvaro's *Elle* (VLDB 2020) does.
/// What it finds is judged by the level's promise: [omendb.testkit.history.Level#forbids].
///
/// Two kinds of keys: a *list* grows by appended numbers, so that every read tells the whole past
/// of the key; a *register* is overwritten, and its versions are ordered only by transactions that
/// read one before they write the next. Values are positive and unique per key.
@NullMarked
package omendb.testkit.history;

import org.jspecify.annotations.NullMarked;
