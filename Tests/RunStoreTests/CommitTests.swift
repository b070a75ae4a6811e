import Foundation
import RunStore
import SweepModel
import Testing

/// A result with a mistake that is found before it reaches a store, and the check of a table behind that.
struct BadResult: Sendable, CustomTestStringConvertible {
  var constraint: String
  var damage: @Sendable (inout TrialResult) -> Void
  var testDescription: String { constraint }

  static let all: [BadResult] = [
    .init(constraint: "train_loss_is_finite") { $0.metrics[.trainLoss] = .infinity },
    .init(constraint: "nrc1_is_finite") { $0.layers[1].metrics[.nrc1] = -.infinity },
    .init(constraint: "layers.trial, layers.epoch, layers.layer") { $0.layers[1].layer = 1 },
    .init(constraint: "layers.trial, layers.epoch, layers.layer, layers.rows") {
      $0.layers[0].rows = .test
      $0.layers.insert($0.layers[0], at: 0)
    },
    .init(constraint: "layers_count_from_1") { $0.layers[0].layer = 0 },
    .init(constraint: "curve_test_loss_is_finite") { $0.curve[1].testLoss = .infinity },
    .init(constraint: "curves.trial, curves.epoch") { $0.curve[1].epoch = 150 },
    .init(constraint: "diverged_epoch_positive") { $0.divergedEpoch = 0 },
    .init(constraint: "train_seconds_not_negative") { $0.provenance.trainSeconds = -1 },
    .init(constraint: "metrics.value") { $0.named[0].value = .nan },
    .init(constraint: "metric_is_finite") { $0.named[0].value = .infinity },
    .init(constraint: "layer_name_is_told") { $0.layers[0].name = "" },
    .init(constraint: "metric_has_a_name") { $0.named[0].name = "" },
  ]
}

@Suite struct CommitTests {
  let lab: StoreLab
  let store: Store
  let sweep: SweepID

  init() throws {
    lab = try StoreLab()
    store = try lab.owner()
    sweep = try lab.fill(store, trials: 6)
  }

  @Test func `every number of an accepted result comes back bit for bit`() throws {
    try store.commit([lab.leased(4), lab.accepted(4)])
    let rows = try store.rows(of: sweep)
    let row = try #require(rows.trials.first { $0.id == StoreLab.trial(4) })
    let result = StoreLab.result(4)
    #expect(row.state == .finished)
    #expect(row.attempt == .first)
    #expect(row.worker == "w-1")
    #expect(row.metrics == result.metrics)
    #expect(row.provenance == result.provenance)
    #expect(row.spec.seed == 4)
    #expect(row.cell == 1)
    #expect(rows.layers == [row.id: result.layers])
    #expect(rows.curves == [row.id: result.curve])
  }

  @Test func `a diverged result says at which epoch`() throws {
    try store.commit([lab.leased(0), lab.accepted(0, 1, StoreLab.result(0, divergedEpoch: 17))])
    let row = try store.trials(of: sweep)[0]
    #expect(row.state == .diverged)
    #expect(row.divergedEpoch == 17)
  }

  @Test func `recording everything twice changes nothing`() throws {
    let records = [
      lab.leased(0), lab.accepted(0), lab.leased(1), lab.failed(1), lab.leased(1, 2),
      lab.failed(1, 2, isFinal: true),
      lab.leased(2), .leaseExpired(StoreLab.trial(2), .first, at: lab.start + 1),
      .superseded(StoreLab.trial(2), .first, "w-1", at: lab.start + 2), lab.leased(3),
      .handedBack(StoreLab.trial(3), .first, at: lab.start + 1), lab.leased(4), lab.joined("w-1"),
    ]
    let tables = ["workers", "attempts", "results", "layers", "curves"]
    try store.commit(records)
    let once = try tables.map { try lab.rawRows("SELECT * FROM \($0)") }
    try store.commit(records)
    for record in records { try store.commit([record]) }
    #expect(try tables.map { try lab.rawRows("SELECT * FROM \($0)") } == once)
    #expect(once.map(\.count) == [1, 6, 1, 8, 2])
  }

  @Test func `a second result of a trial is refused and the whole batch with it`() throws {
    try store.commit([lab.leased(0), lab.accepted(0)])
    let conflict = StoreError.conflictingResult(StoreLab.trial(0), accepted: .first, offered: Attempt(2))
    #expect(throws: conflict) { try store.commit([lab.leased(1), lab.leased(0, 2), lab.accepted(0, 2)]) }
    #expect(try store.attempts(of: StoreLab.trial(1)).isEmpty)
    #expect(try store.attempts(of: StoreLab.trial(0)).map(\.state) == [.accepted])
  }

  @Test func `a late report of an expired lease may be accepted`() throws {
    try store.commit([
      lab.leased(0), .leaseExpired(StoreLab.trial(0), .first, at: lab.start), lab.accepted(0),
    ])
    #expect(try store.attempts(of: StoreLab.trial(0)).map(\.state) == [.accepted])
  }

  @Test func `a report after the accepted one leaves it accepted`() throws {
    try store.commit([lab.leased(0), lab.accepted(0)])
    try store.commit([.superseded(StoreLab.trial(0), .first, "w-1", at: lab.start), lab.failed(0)])
    #expect(try store.attempts(of: StoreLab.trial(0)).map(\.state) == [.accepted])
  }

  @Test func `attempts tell worker, host, times and what went wrong`() throws {
    try store.commit([lab.leased(0), lab.failed(0), lab.leased(0, 2)])
    let attempts = try store.attempts(of: StoreLab.trial(0))
    #expect(attempts.map(\.attempt.number) == [1, 2])
    #expect(attempts.map(\.state) == [.failed, .leased])
    #expect(attempts.map(\.host) == ["node-7", "node-7"])
    #expect(attempts.map(\.failure) == [.crashed, nil])
    #expect(attempts.map(\.failureText) == ["signal SIGSEGV", nil])
    #expect(attempts.map(\.started) == [lab.start, lab.start])
    #expect(attempts.map(\.ended) == [lab.start + 3, nil])
  }

  @Test func `a record of an unknown trial or worker is refused by name`() throws {
    #expect(throws: StoreError.unknownTrial(StoreLab.trial(99))) { try store.commit([lab.leased(99)]) }
    #expect(throws: StoreError.unknownWorker("w-9")) { try store.commit([lab.leased(0, 1, "w-9")]) }
  }

  @Test(arguments: BadResult.all)
  func `a bad result that gets as far as the tables is refused by them, and its batch with it`(
    _ bad: BadResult
  ) throws {
    var result = StoreLab.result(0)
    result.named = [NamedValue(epoch: 1, name: "reward", value: 0.5)]
    #expect(result.objection == nil)
    bad.damage(&result)
    #expect(result.objection != nil)
    let error = #expect(throws: StoreError.self) {
      try store.commit([lab.leased(0), lab.accepted(0, 1, result)])
    }
    #expect(error?.description.contains(bad.constraint) == true, "\(String(describing: error))")
    #expect(try store.attempts(of: StoreLab.trial(0)).isEmpty)
  }

  @Test func `each metric and each named value comes back bit for bit`() throws {
    var result = StoreLab.result(0)
    result.metrics = Dictionary(
      uniqueKeysWithValues: Metric.ofTrials.map { ($0, 0.1 + Double($0.name.count)) })
    result.layers = Metric.ofLayers.enumerated().map { place, metric in
      LayerMeasure(
        epoch: 1, layer: place + 1, name: place == 3 ? nil : "layer1.\(place)é",
        metrics: [metric: 1 / Double(place + 3)])
    }
    result.named = [
      NamedValue(epoch: 0, name: "reward", value: -1e-300), NamedValue(epoch: 2, name: "reward", value: 1),
      NamedValue(epoch: 2, layer: 1, name: "Wärme", value: 0.1),
      NamedValue(epoch: 2, layer: 3, name: "nrc1", value: 2),
    ]
    #expect(result.objection == nil)
    try store.commit([lab.leased(0), lab.accepted(0, 1, result), lab.leased(1), lab.accepted(1)])
    for reader in [store, try lab.reader()] {
      #expect(try reader.result(of: StoreLab.trial(0)) == result)
      #expect(try reader.result(of: StoreLab.trial(1)) == StoreLab.result(1))
      let rows = try reader.rows(of: sweep)
      #expect(rows.trials[0].metrics == result.metrics && rows.layers[StoreLab.trial(0)] == result.layers)
    }
  }

  @Test func `test rows stand behind the training rows of their layer, in every reading`() throws {
    var result = StoreLab.result(0)
    result.layers = result.layers.flatMap { train in
      var test = train
      test.rows = .test
      test.metrics = [.nrc1: 7]
      return [train, test]
    }
    #expect(result.objection == nil)
    try store.commit([lab.leased(0), lab.accepted(0, 1, result), lab.leased(1), lab.accepted(1)])
    #expect(try store.result(of: StoreLab.trial(0)) == result)
    let layers = try store.rows(of: sweep).layers
    #expect(layers[StoreLab.trial(0)] == result.layers)
    #expect(layers[StoreLab.trial(1)] == StoreLab.result(1).layers)
    var handed: [LayerMeasure] = []
    try store.forEachLayer(of: sweep) { trial, measure in
      if trial == StoreLab.trial(0) { handed.append(measure) }
    }
    #expect(handed == result.layers)
    let plan = try lab.rawRows(
      "EXPLAIN QUERY PLAN SELECT * FROM layers WHERE trial = 1 ORDER BY epoch, layer, rows DESC")
    #expect(!plan.joined().contains { $0.contains("TEMP B-TREE") }, "the key is their order")
  }

  @Test func `a full disk rolls the batch back and the same call succeeds once there is room`() throws {
    let pages = try #require(try lab.rawRows("PRAGMA page_count").first?.first.flatMap { Int($0) })
    try store.limit(pages: pages + 2)
    let batch = (0..<6).flatMap { [lab.leased($0), lab.accepted($0, 1, Self.wide($0))] }
    for _ in 0..<2 {
      #expect(throws: StoreError.diskFull(lab.database)) { try store.commit(batch) }
      #expect(try store.counts(of: sweep)[.waiting] == 6)
    }
    try store.limit(pages: nil)
    try store.commit(batch)
    #expect(try store.verify(sweep).isProven)
  }

  /// A result of some pages: 400 measured epochs.
  private static func wide(_ trial: Int) -> TrialResult {
    var result = StoreLab.result(trial)
    result.layers = (1...400).map { LayerMeasure(epoch: $0, layer: 1, metrics: [.nrc1: 0.1]) }
    return result
  }
}
