internal import SweepModel

/// Every bound of the byte format but those of `TrialResult`. docs/protocol.md repeats this table and a test
/// compares the two.
package enum Limits {
  /// Bytes of one frame.
  package static let frame = 16 << 20
  /// Items of one list: leases, holdings, reports, assignments. Also the largest room.
  package static let list = 100_000
  /// UTF-8 bytes of a worker's, host's or core type's name.
  package static let name = TrialResult.nameLimit
  /// Bytes of a trial's specification.
  package static let specification = 64 << 10
  /// UTF-8 bytes of a data file's path.
  package static let path = 4_096
  /// Bytes of a result's JSON.
  package static let result = 8 << 20
  /// UTF-8 bytes of a failure or refusal. Longer texts are cut by the sender.
  package static let text = 4_096
  /// UTF-8 bytes of an attempt's last words.
  package static let log = LogTail.limit
  /// Slots of one worker.
  package static let slots = 4_096
  /// The highest attempt number.
  package static let attempt = 0x7fff_ffff
  /// Milliseconds of a beat interval or lease: seven days.
  package static let milliseconds = 604_800_000
  /// Milliseconds and bytes that an attempt is limited to.
  package static let attemptLimit = 1 << 53
  /// UTF-8 bytes of a sweep file.
  package static let sweepFile = 4 << 20
  /// Data files of one sweep.
  package static let dataFiles = 10_000
  /// Rows, and columns, of a data file.
  package static let rows = 0x7fff_ffff
  package static let columns = 1 << 24
  /// Bytes of one piece of a data set, of all of it, and its files.
  package static let piece = 1 << 20
  package static let dataBytes = 1 << 53
  package static let dataParts = 16
  /// Bytes of one part of an answer, and its parts.
  package static let answerPart = 1 << 20
  package static let answerParts = 256
}
