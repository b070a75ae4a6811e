import Foundation
import GRDB
import RunStore
import SweepModel

/// A store in a temporary folder of its own, and the values that tests put into it.
final class StoreLab {
  let folder: String
  let start = Date(timeIntervalSince1970: 1_700_000_000.25)

  init() throws {
    folder =
      FileManager.default.temporaryDirectory.appendingPathComponent("fathom-store-\(UUID().uuidString)").path
  }

  deinit {
    // What is left behind lies in the temporary folder and hinders nobody.
    try? FileManager.default.removeItem(atPath: folder)
  }

  var database: String { folder + "/fathom.db" }

  func owner() throws -> Store { try Store.open(folder, as: .owner) }
  func reader() throws -> Store { try Store.open(folder, as: .reader) }

  /// Runs SQL past the store's own code, as another program would.
  func raw(_ sql: String) throws {
    let queue = try DatabaseQueue(path: database)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  /// Runs SQL without a transaction around it, so that it can turn checks off.
  func tamper(_ sql: String) throws {
    let queue = try DatabaseQueue(path: database)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  /// Moves what the log holds into the database file and starts the log anew.
  func checkpoint() throws { try tamper("PRAGMA wal_checkpoint(TRUNCATE)") }

  func rawRows(_ sql: String) throws -> [[String]] {
    let queue = try DatabaseQueue(path: database)
    defer { try? queue.close() }  // A failed close of a connection that only read loses nothing.
    return try queue.read { database in
      try Row.fetchAll(database, sql: sql).map { row in
        row.databaseValues.map { String.fromDatabaseValue($0) ?? $0.description }
      }
    }
  }

  /// Trial `number`; trials of equal number are equal.
  static func trial(_ number: Int) -> TrialID {
    TrialID(high: UInt64(number) &* 0x9e37_79b9_7f4a_7c15, low: UInt64(number))
  }

  static func sweep(_ number: Int) -> SweepID { SweepID(high: UInt64(number) << 60, low: UInt64(number)) }

  static func specification(_ number: Int) -> String {
    """
    {"activation":"relu","batch_size":128,"bias":false,"data_seed":0,"dataset":"teacher","depth":4,"epochs":300,\
    "experiment":"regression","init":"pytorch","init_gain":1.0,"inputs":20,"learning_rate":0.05,"loss":"mse",\
    "lr_factor":0.1,"measure_every":50,"metrics":["nrc","ranks"],"milestones":[],"momentum":0.9,"noise":0.0,\
    "normalization":"none","numerics":1,"optimizer":"sgd","samples":2000,"seed":\(number),"shuffle":true,\
    "standardize":true,"target_dim":10,"target_rank":2,"test_fraction":0.2,"weight_decay":0.001,"width":64}
    """
  }

  static func planned(_ numbers: some Sequence<Int>, data: DataID? = nil) -> [SubmittedTrial] {
    numbers.map { SubmittedTrial(id: trial($0), cell: $0 / 3, specification: specification($0), data: data) }
  }

  func row(_ number: Int, name: String = "depth", trials: Int, minutes: Double = 0) -> SweepRow {
    SweepRow(
      id: Self.sweep(number), name: name, file: "name: \(name)\n", trials: trials,
      submitted: start.addingTimeInterval(minutes * 60))
  }

  /// Submits sweep `number` with trials 0 ..< count and lets worker w-1 join.
  @discardableResult
  func fill(_ store: Store, _ number: Int = 1, trials: Int) throws -> SweepID {
    try store.submit(
      row(number, trials: trials), retryMax: 3, trials: Self.planned(0..<trials))
    try store.commit([joined("w-1")])
    return Self.sweep(number)
  }

  func joined(_ worker: String) -> StoreRecord {
    .workerJoined(WorkerID(worker), host: "node-7", slots: 2, coreType: "SkylakeX", at: start)
  }

  func leased(_ trial: Int, _ attempt: Int = 1, _ worker: String = "w-1") -> StoreRecord {
    .leaseGranted(Self.trial(trial), Attempt(attempt), WorkerID(worker), at: start)
  }

  func accepted(_ trial: Int, _ attempt: Int = 1, _ result: TrialResult? = nil) -> StoreRecord {
    .accepted(Self.trial(trial), Attempt(attempt), "w-1", result ?? Self.result(trial), at: start + 5)
  }

  func failed(_ trial: Int, _ attempt: Int = 1, isFinal: Bool = false) -> StoreRecord {
    .attemptFailed(
      Self.trial(trial), Attempt(attempt), "w-1", .crashed, "signal SIGSEGV", isFinal: isFinal, at: start + 3)
  }

  /// A result whose metrics tell trials apart; the odd layers lack `nrc3`.
  static func result(_ trial: Int, divergedEpoch: Int? = nil) -> TrialResult {
    let layers = [150, 300].flatMap { epoch in
      (1...4).map { layer in
        var metrics: [Metric: Double] = [
          .nrc1: 1 / Double(trial + layer), .featureStableRank: Double(epoch),
        ]
        if layer % 2 == 0 { metrics[.nrc3] = 0.125 * Double(layer) }
        return LayerMeasure(epoch: epoch, layer: layer, metrics: metrics)
      }
    }
    return TrialResult(
      divergedEpoch: divergedEpoch, metrics: [.trainLoss: Double(trial) + 0.1, .r2: -1e-300], layers: layers,
      curve: [
        CurvePoint(epoch: 150, trainLoss: 0.5, testLoss: nil),
        CurvePoint(epoch: 300, trainLoss: 0.25, testLoss: 1),
      ],
      spectra: (1...4).map { layer in
        LayerSpectra(
          epoch: 300, layer: layer, features: [Float(trial) + 2, 0.1, 0], weights: layer == 4 ? [] : [1, 0.5])
      },
      provenance: Provenance(
        coreType: "SkylakeX", processor: "EPYC", libraries: "OpenBLAS 0.3.21", version: "0.1", host: "node-7",
        trainSeconds: 1.5, measureSeconds: 0.25))
  }
}

extension WorkerID: ExpressibleByStringLiteral {
  package init(stringLiteral name: String) { self.init(name) }
}
