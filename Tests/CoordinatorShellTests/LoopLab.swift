import ArrayFiles
import Coordination
import CoordinatorShell
import Foundation
import Messaging
import RunStore
import SweepLanguage
import SweepModel
import Testing

/// Two seeds of the first cell a round, two rounds.
struct TwoRounds: SweepMethod {
  static let name = "two_rounds"
  static let keys: [String] = []

  init?(_ sections: [String: YAMLNode], of file: SweepFile, reader: inout SweepFileReader) {}

  var question: String? { "" }

  func propose(after rows: [TrialRow], among cells: SweepCells) -> Proposal {
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

  /// On the store of an earlier lab where there is one.
  init(after earlier: PrivateFolder? = nil) throws {
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
          worker: WorkerID("w-1"), host: "h", slots: 1, room: 1, numerics: Specification.currentNumerics,
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
  func turn(until isReached: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(20)
    while try !isReached() {
      try #require(ContinuousClock.now < end, "waited 20 s in vain; the log says \(log)")
      try coordinator.turn(upTo: .milliseconds(10), stop: nil)
      for frame in try worker.receive(max: 10) {
        guard case .assign(let assigned) = try CoordinatorMessage(frame: frame) else { continue }
        trials += assigned.map(\.lease.trial)
        let result = try ResultCodec.encode(Self.result)
        try say(.reported(room: 1, assigned.map { Report($0.lease, .result(result)) }))
      }
    }
  }

  private func say(_ message: WorkerMessage) throws {
    for frame in try message.frames() { #expect(try worker.send(frame) == .sent) }
  }

  private static let result = TrialResult(
    provenance: Provenance(
      coreType: "none", processor: "p", libraries: "l", version: "v", host: "h", trainSeconds: 0,
      measureSeconds: 0))
}
