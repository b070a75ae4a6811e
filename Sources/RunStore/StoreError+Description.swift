internal import SweepModel

extension StoreError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noName: "'--store' is empty, and a folder is expected. Name one, such as '.fathom'."
    case .noStore(let folder):
      "There is no store in '\(folder)'. Start one with 'fathom run SWEEP.yaml', or name another with --store."
    case .notAFolder(let path):
      "Cannot keep a store in '\(path)': it is a file and a folder is expected. Name another with --store."
    case .cannotCreate(let path, let reason):
      "Cannot create the store folder '\(path)': \(reason) Name another with --store."
    case .networkFileSystem(let path, let kind):
      "Cannot keep a store in '\(path)': it lies on \(kind), where a write-ahead log can lose results. "
        + "Pass --store with a folder on a local disk, and copy the store when the sweep is done."
    case .owned(let path, let owner):
      "Cannot write to the store in '\(path)': \(Self.words(owner)) owns it. "
        + "Stop that first, or pass another --store; 'status' and 'report' work meanwhile."
    case .newerVersion(let path, let found):
      "Cannot open '\(path)': it was written by version \(found) and this build reads up to \(Schema.version). "
        + "Update, or pass another --store."
    case .foreignFile(let path):
      "Cannot open '\(path)': it is a SQLite file that Fathom did not write. Pass another --store."
    case .unreadableLog(let folder):
      "Cannot read the store in '\(folder)': results wait in 'fathom.db-wal' and the folder cannot be written to. "
        + "Copy the whole folder to a local disk and pass that with --store."
    case .unsafeSetting(let path, let name, let found, let expected):
      "Cannot use '\(path)': SQLite keeps '\(name)' at '\(found)' and '\(expected)' is needed so that no result "
        + "is lost. Pass --store with a folder on a local disk."
    case .gone(let path):
      "The store in '\(path)' was removed, moved or replaced while it was in use. Nothing more is acknowledged; workers keep "
        + "what they have. Put it back, or start again with the --store that is to be used."
    case .damaged(let path, let finding):
      "Cannot use '\(path)': it is damaged (\(finding)). Put a back-up in its place and remove 'fathom.db-wal' (docs/store.md): "
        + "trials that it lacks run again. 'sqlite3 fathom.db .recover' saves what can be read without one."
    case .diskFull(let path):
      "Cannot write '\(path)': the disk is full. Nothing of this step was kept; free space and it is tried again."
    case .readOnly(let path):
      "Cannot write '\(path)': it is read-only for this user. Change its permissions, or pass another --store."
    case .inputOutput(let path, let reason):
      "Cannot use '\(path)': \(reason). Check the disk, then try again."
    case .busy(let path):
      "Cannot use '\(path)': another program has kept it locked for 10 seconds. End that program, then try again."
    case .refusedRow(let path, let reason):
      "'\(path)' refused a row: \(reason). Nothing of this step was kept."
    case .trialCount(let sweep, let found, let expected):
      "Sweep \(sweep.short): \(found) trials were given and \(expected) were announced. Nothing was stored."
    case .conflictingTrial(let trial):
      "Trial \(trial.short): the store holds another specification under this id. Nothing was stored."
    case .conflictingResult(let trial, let accepted, let offered):
      "Trial \(trial.short): the result of attempt \(accepted) is accepted, so that of attempt \(offered) cannot be."
    case .unknownSweep(let sweep):
      "Sweep \(sweep.short) is not in the store. 'fathom list' shows those that are."
    case .unknownTrial(let trial):
      "Trial \(trial.short) is not in the store. Its sweep must be submitted first."
    case .unknownWorker(let worker):
      "Worker '\(worker)' is not in the store. Its arrival must be recorded first."
    case .unknownData(let data, let trial):
      "Trial \(trial.short) reads the data file \(data.short), and no path was given for it."
    case .noSuchSweep(let selector, let known, let nearest):
      "No sweep matches '\(selector)'. \(Self.list(known))" + (nearest.map { " Did you mean '\($0)'?" } ?? "")
    case .ambiguousSweep(let selector, let matches):
      "'\(selector)' matches \(matches.count) sweeps: \(matches.joined(separator: ", ")). Give more digits."
    case .severalSweeps(let selector, let matches):
      "'\(selector)' selects \(matches.count) sweeps and one is wanted here: "
        + "\(matches.prefix(5).joined(separator: ", "))\(matches.count > 5 ? " and more" : ""). Name one of them."
    case .rangeBeyond(let range, let numbers):
      "No range of sweeps is '\(range)': they are numbered \(numbers.lowerBound) to \(numbers.upperBound), as "
        + "'fathom list' shows. Write the lower number first."
    }
  }

  private static func words(_ owner: Owner?) -> String {
    owner.map { "process \($0.process) on '\($0.host)'" } ?? "another process"
  }

  private static func list(_ known: [String]) -> String {
    if known.isEmpty { return "The store holds no sweep yet." }
    let rest = known.count > 10 ? " and \(known.count - 10) more" : ""
    return "The store holds \(known.prefix(10).joined(separator: ", "))\(rest)."
  }
}
