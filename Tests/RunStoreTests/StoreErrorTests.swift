import RunStore
import SweepModel
import Testing

/// An error and the sentence that a person reads.
struct Sentence: Sendable, CustomTestStringConvertible {
  var error: StoreError
  var text: String
  init(_ error: StoreError, _ text: String) {
    self.error = error
    self.text = text
  }
  var testDescription: String { text }
}

@Suite struct StoreErrorTests {
  private static let trial = TrialID(high: 0x3f9c_0000_0000_0000, low: 1)
  private static let sweep = SweepID(high: 0xab00_0000_0000_0000, low: 1)

  static let sentences = [
    Sentence(.noName, "'--store' is empty, and a folder is expected. Name one, such as '.fathom'."),
    Sentence(
      .noStore("/a"),
      "There is no store in '/a'. Start one with 'fathom run SWEEP.yaml', or name another with --store."),
    Sentence(
      .notAFolder("/a"),
      "Cannot keep a store in '/a': it is a file and a folder is expected. Name another with --store."),
    Sentence(
      .cannotCreate("/a", "No space."),
      "Cannot create the store folder '/a': No space. Name another with --store."),
    Sentence(
      .networkFileSystem("/a", "nfs4"),
      "Cannot keep a store in '/a': it lies on nfs4, where a write-ahead log can lose results. "
        + "Pass --store with a folder on a local disk, and copy the store when the sweep is done."),
    Sentence(
      .owned("/a", by: .init(process: 12, host: "node-7")),
      "Cannot write to the store in '/a': process 12 on 'node-7' owns it. "
        + "Stop that first, or pass another --store; 'status' and 'report' work meanwhile."),
    Sentence(
      .owned("/a", by: nil),
      "Cannot write to the store in '/a': another process owns it. "
        + "Stop that first, or pass another --store; 'status' and 'report' work meanwhile."),
    Sentence(
      .newerVersion("runs.db", found: 7),
      "Cannot open 'runs.db': it was written by version 7 and this build reads up to 5. "
        + "Update, or pass another --store."),
    Sentence(
      .foreignFile("runs.db"),
      "Cannot open 'runs.db': it is a SQLite file that Fathom did not write. Pass another --store."),
    Sentence(
      .unreadableLog("/a"),
      "Cannot read the store in '/a': results wait in 'fathom.db-wal' and the folder cannot be written to. "
        + "Copy the whole folder to a local disk and pass that with --store."),
    Sentence(
      .unsafeSetting("runs.db", "journal_mode", "delete", "wal"),
      "Cannot use 'runs.db': SQLite keeps 'journal_mode' at 'delete' and 'wal' is needed so that no result is lost. "
        + "Pass --store with a folder on a local disk."),
    Sentence(
      .gone("/a"),
      "The store in '/a' was removed, moved or replaced while it was in use. Nothing more is acknowledged; workers keep what "
        + "they have. Put it back, or start again with the --store that is to be used."),
    Sentence(
      .damaged("runs.db", "file is not a database"),
      "Cannot use 'runs.db': it is damaged (file is not a database). Put a back-up in its place and remove 'fathom.db-wal' "
        + "(docs/store.md): trials that it lacks run again. 'sqlite3 fathom.db .recover' saves what can be read without one."
    ),
    Sentence(
      .diskFull("runs.db"),
      "Cannot write 'runs.db': the disk is full. Nothing of this step was kept; free space and it is tried again."
    ),
    Sentence(
      .readOnly("runs.db"),
      "Cannot write 'runs.db': it is read-only for this user. Change its permissions, or pass another --store."
    ),
    Sentence(
      .inputOutput("runs.db", "disk I/O error"),
      "Cannot use 'runs.db': disk I/O error. Check the disk, then try again."),
    Sentence(
      .busy("runs.db"),
      "Cannot use 'runs.db': another program has kept it locked for 10 seconds. End that program, then try again."
    ),
    Sentence(
      .refusedRow("runs.db", "CHECK constraint failed: slots_positive"),
      "'runs.db' refused a row: CHECK constraint failed: slots_positive. Nothing of this step was kept."),
    Sentence(
      .trialCount(sweep, found: 2, expected: 3),
      "Sweep ab000000: 2 trials were given and 3 were announced. Nothing was stored."),
    Sentence(
      .conflictingTrial(trial),
      "Trial 3f9c0000: the store holds another specification under this id. Nothing was stored."),
    Sentence(
      .conflictingResult(trial, accepted: .first, offered: Attempt(2)),
      "Trial 3f9c0000: the result of attempt 1 is accepted, so that of attempt 2 cannot be."),
    Sentence(
      .unknownSweep(sweep), "Sweep ab000000 is not in the store. 'fathom list' shows those that are."),
    Sentence(
      .unknownTrial(trial), "Trial 3f9c0000 is not in the store. Its sweep must be submitted first."),
    Sentence(
      .unknownWorker("w-9"), "Worker 'w-9' is not in the store. Its arrival must be recorded first."),
    Sentence(
      .unknownData(DataID(high: 0, low: 0), trial),
      "Trial 3f9c0000 reads the data file 00000000, and no path was given for it."),
    Sentence(
      .noSuchSweep("dpth", known: ["ab000000 'depth'"], nearest: "depth"),
      "No sweep matches 'dpth'. The store holds ab000000 'depth'. Did you mean 'depth'?"),
    Sentence(
      .noSuchSweep("dpth", known: (1...12).map { "s\($0)" }, nearest: nil),
      "No sweep matches 'dpth'. The store holds s1, s2, s3, s4, s5, s6, s7, s8, s9, s10 and 2 more."),
    Sentence(
      .noSuchSweep("last", known: [], nearest: nil), "No sweep matches 'last'. The store holds no sweep yet."),
    Sentence(
      .ambiguousSweep("a", matches: ["ab000000 'depth'", "ac000000 'width'"]),
      "'a' matches 2 sweeps: ab000000 'depth', ac000000 'width'. Give more digits."),
    Sentence(
      .severalSweeps("1-2", matches: ["ab000000 'depth'", "ac000000 'width'"]),
      "'1-2' selects 2 sweeps and one is wanted here: ab000000 'depth', ac000000 'width'. Name one of them."),
    Sentence(
      .severalSweeps("all", matches: (1...6).map { "s\($0)" }),
      "'all' selects 6 sweeps and one is wanted here: s1, s2, s3, s4, s5 and more. Name one of them."),
    Sentence(
      .rangeBeyond("2-9", numbers: 1...3),
      "No range of sweeps is '2-9': they are numbered 1 to 3, as 'fathom list' shows. Write the lower number first."
    ),
  ]

  @Test(arguments: sentences)
  func `an error is one clear sentence`(_ sentence: Sentence) {
    #expect(sentence.error.description == sentence.text)
  }
}
