import ArrayFiles
import Boundaries
import Coordination
import CoordinatorShell
import Foundation
import Messaging
import RunStore
import SweepLanguage
import SweepModel
import SweepText
import Testing

/// Two seeds of the first cell a round, two rounds.
struct TwoRounds: SweepMethod {
  static let name = "two_rounds"
  static let keys: [String] = []

  init?(_ sections: [String: YAMLNode], of file: SweepFile, reader: inout SweepFileReader) {}

  var question: String? { "" }

  func propose(after trials: [MeasuredTrial], among cells: SweepCells) -> Proposal {
    let rows = trials.map(\.row)
    guard rows.allSatisfy({ $0.state == .finished }), rows.count < 4 else {
      return rows.count < 4 ? .run([:]) : .over
    }
    return .run([0: .list([rows.count, rows.count + 1])])
  }
}

/// A coordinator on a store of its own, and a worker in this process that ends every trial at once.
final class LoopLab {
  static let methods: [any SweepMethod.Type] = SweepMethods.all + [TwoRounds.self]

  let folder: PrivateFolder
  let store: Store
  private(set) var log: [String] = []
  private(set) var coordinator: Coordinator!
  private let worker: WorkerSocket
  /// In the order in which they were assigned.
  private(set) var trials: [TrialID] = []
  /// How many results were sent.
  private(set) var reports = 0
  private let room: Int
  private let result: (Specification) -> TrialResult
  private var held: [(lease: Lease, spec: Specification)] = []
  private var random: RandomStream

  /// On the store of an earlier lab where there is one.
  ///
  /// - Parameters:
  ///   - room: trials that the worker holds at once; with more than one they end in an order that `seed` decides.
  init(
    after earlier: PrivateFolder? = nil, room: Int = 1, seed: Int = 0,
    result: @escaping (Specification) -> TrialResult = { _ in LoopLab.result() }
  ) throws {
    (self.room, self.result, random) = (room, result, RandomStream(seed: seed, for: .test))
    folder = try earlier ?? PrivateFolder()
    store = try Store.open(folder.path + "/store", as: .owner)
    let context = try Context()
    let socket = try CoordinatorSocket(context)
    let endpoint = try socket.listen(on: .ipc(path: folder.path + "/\(UInt32.random(in: 0 ... .max))"))
    worker = try WorkerSocket(context, connectTo: endpoint)
    coordinator = Coordinator(store: store, socket: socket, methods: Self.methods) {
      [unowned self] sentence, _ in
      log.append(sentence)
    }
    _ = try Poller.wait(for: [(.socket(worker), .writable)], upTo: .seconds(20))
    try say(
      .hello(
        Hello(
          worker: WorkerID("w-1"), host: "h", slots: room, room: room,
          numerics: Specification.currentNumerics,
          coreType: "none", held: [])))
  }

  /// Stores a sweep and gives it to the coordinator.
  func plan(_ text: String) throws -> SweepID {
    let plan = try SweepPlan.plan(
      text: text, path: folder.path + "/a.yaml", methods: Self.methods, data: DataFacts.init(file:header:))
    try coordinator.plan(store.submit(plan, text: text).sweep)
    return plan.id
  }

  /// Turns the loop and works until `isReached`.
  func turn(within limit: Duration = .seconds(60), until isReached: () throws -> Bool) throws {
    let end = ContinuousClock.now + limit
    while try !isReached() {
      try #require(ContinuousClock.now < end, "waited \(limit) in vain; the log says \(log)")
      try coordinator.turn(upTo: .milliseconds(10), stop: nil)
      for frame in try worker.receive(max: 10) {
        guard case .assign(let assigned) = try CoordinatorMessage(frame: frame) else { continue }
        trials += assigned.map(\.lease.trial)
        held += try assigned.map {
          ($0.lease, try Specification(canonical: String(decoding: $0.specification, as: UTF8.self)))
        }
      }
      for _ in 0..<(held.isEmpty ? 0 : 1 + random.below(held.count)) {
        try report(held.remove(at: random.below(held.count)))
      }
    }
  }

  private func report(_ trial: (lease: Lease, spec: Specification)) throws {
    let result = try ResultCodec.encode(result(trial.spec))
    reports += 1
    try say(.reported(room: room - held.count, [Report(trial.lease, .result(result))]))
  }

  private func say(_ message: WorkerMessage) throws {
    for frame in try message.frames() { #expect(try worker.send(frame) == .sent) }
  }

  static func result(metrics: [Metric: Double] = [:], layers: [LayerMeasure] = []) -> TrialResult {
    TrialResult(
      metrics: metrics, layers: layers,
      provenance: Provenance(
        coreType: "none", processor: "p", libraries: "l", version: "v", host: "h", trainSeconds: 0,
        measureSeconds: 0))
  }
}
