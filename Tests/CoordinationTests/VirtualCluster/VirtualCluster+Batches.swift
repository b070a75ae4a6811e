import Coordination
import Sessions
import SweepModel

/// Trials of two kinds that may share a process with their own kind.
extension VirtualCluster {
  func assignment(_ lease: Lease) -> Assignment {
    guard weather.together > 0 else { return Assignment(lease, specification: [], dataPath: "") }
    let kind = Int(lease.trial.low % 2)
    return Assignment(
      lease, specification: Self.texts(together: weather.together)[kind], dataPath: "")
  }

  private static func texts(together: Int) -> [[UInt8]] {
    (0..<2).map { width in
      guard let declaration = Declaration.argument(["width"]) else { return [] }
      var spec = Specification(blank: .command, dataset: .none, arguments: [declaration], seed: 1)
      spec[.command] = ["a.py"]
      spec.set(declaration, to: .integer(width))
      var manner = CommandManner()
      manner.batch = .init(max: together, same: ["width"])
      return AssignedText.write(spec.canonicalBytes, manner)
    }
  }

  /// One process of several trials: each ends by itself, unless the process hangs, dies or forgets it.
  func start(_ together: [Assignment], _ slot: Int, _ index: Int) {
    if together.count > weather.together || Set(together.map { $0.lease.trial.low % 2 }).count > 1 {
      blame("\(together.count) trials share a process that should not")
    }
    let length = random.uniform() < weather.long ? 12 * random.uniform() : 0.05 * random.uniform()
    let hangs = !isCalm && random.uniform() < weather.hanging
    let crashes = !isCalm && random.uniform() < weather.crashing
    var isWhole = true
    for assignment in together {
      let trial = assignment.lease.trial
      starts[trial, default: 0] += 1
      let isSaid = !(hangs || crashes) && (isCalm || random.below(8) > 0) || random.below(2) == 0
      isWhole = isWhole && isSaid
      guard isSaid else { continue }
      let outcome = isBad(trial) ? Report.Outcome.failure(.badInput, "bad") : .result(answer(trial))
      // Some say it twice.
      for _ in 0...random.below(2) {
        soon(.slotEnded(slot, trial, outcome), slot, index, length * random.uniform())
      }
    }
    var time = 0.5
    while time < length {
      soon(.slotMoved(slot, steps: Int(time * 100)), slot, index, time)
      time += 1
    }
    if hangs { return }
    let end: WorkerSession.Event =
      crashes
      ? .slotDied(slot, .crashed, "SIGSEGV")
      : isWhole ? .slotFreed(slot) : .slotFinished(slot, .failure(.crashed, "not all done"))
    soon(end, slot, index, length + 0.001)
  }
}
