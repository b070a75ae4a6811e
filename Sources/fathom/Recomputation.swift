internal import ArgumentParser
internal import Comparisons
internal import Coordination
internal import Foundation
internal import Messaging
internal import Processes
internal import RunStore
internal import SweepModel

/// How many results to compute again: a share in percent, or a number.
struct Sample: ExpressibleByArgument {
  private let percent: Double?
  private let number: Int?

  init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let share = Double(argument.dropLast()), share > 0, share <= 100 else { return nil }
      (percent, number) = (share, nil)
    } else {
      guard let count = Int(argument), count > 0 else { return nil }
      (percent, number) = (nil, count)
    }
  }

  /// As many of `trials`, drawn without repetition; at least one where there is one.
  func draw(from trials: [TrialID], seed: Int) -> [TrialID] {
    let wanted = percent.map { Int((Double(trials.count) * $0 / 100).rounded(.up)) } ?? number ?? 0
    var random = RandomStream(seed: seed, for: .sampling)
    return Array(trials.shuffled(using: &random).prefix(wanted))
  }
}

/// What computing results again has shown.
struct RecomputedTrials {
  struct Differing: Encodable {
    var trial: String
    /// The first number that differs.
    var difference: String
    var differences: Int
    /// Set when the result was computed with another arithmetic, for which other bits are to be expected.
    var arithmetic: String?
  }

  var agreeing = 0
  /// By how much numbers may differ, relative, where a program declares them; `nil` for none.
  var tolerance: Double?
  var differing: [Differing] = []
  /// Trials that this machine could not run, and why.
  var failed: [String: String] = [:]

  /// Whether every trial of the sample came out as it is stored.
  var isSound: Bool { differing.isEmpty && failed.isEmpty }

  private var agreement: String {
    tolerance.map { "to \($0) of each number, as a program declares them" } ?? "in every bit"
  }

  var text: String {
    let all = agreeing + differing.count + failed.count
    var lines = ["\(all) \(all == 1 ? "result" : "results") computed again: \(agreeing) agree \(agreement)."]
    for one in differing {
      lines.append("  \(one.trial.prefix(8)) differs in \(one.differences) numbers: \(one.difference).")
      if let arithmetic = one.arithmetic {
        lines.append(
          "    It was computed with another arithmetic, where other bits are expected: \(arithmetic).")
      }
    }
    for (trial, reason) in failed.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(trial.prefix(8)) could not be computed here: \(reason)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Computes stored results again on this machine's worker binary and compares every number.
final class Recomputation {
  private let store: Store
  private let manner: CommandManner?
  private var left: [TrialID]
  private var slots: [(process: SlotProcess, trial: TrialID?)] = []
  private(set) var outcome = RecomputedTrials()

  /// - Parameter manner: how programs of users are run, where the trials are theirs.
  init(_ trials: [TrialID], _ manner: CommandManner?, in store: Store) {
    (self.store, self.manner) = (store, manner)
    left = trials.reversed()
    outcome.tolerance = manner?.tolerance
  }

  /// Where programs have their files.
  private let folder =
    NSTemporaryDirectory() + "/fathom-recompute-\(ProcessInfo.processInfo.processIdentifier)"

  /// Runs to the end, `count` trials at a time.
  func run(slots count: Int) throws -> RecomputedTrials {
    defer {
      for slot in slots {
        slot.process.release()
        slot.process.end(by: .now + .seconds(1))
      }
      // Nobody looks there again, and the system clears what is left.
      try? FileManager.default.removeItem(atPath: folder)
    }
    for place in 0..<min(count, left.count) {
      slots.append((try self.process(), nil))
      try start(place)
    }
    while !left.isEmpty || slots.contains(where: { $0.trial != nil }) {
      let ready = try Poller.wait(
        for: slots.map { (.descriptor($0.process.descriptor), .readable) }, upTo: .seconds(1))
      for (place, readiness) in ready.enumerated() where !readiness.isEmpty { try hear(place) }
    }
    return outcome
  }

  private func process() throws -> SlotProcess {
    try SlotProcess(
      environment: CoreType.environment(for: .current, inheriting: ProcessInfo.processInfo.environment),
      commands: manner.map { _ in .init(folder: folder, gpus: nil, leaving: .zero) }, capturingErrors: false)
  }

  private func start(_ place: Int) throws {
    slots[place].trial = left.popLast()
    guard let trial = slots[place].trial, let stored = try store.specifications(of: [trial]).first else {
      return
    }
    let process = slots[place].process
    try process.run(
      Assignment(
        Lease(trial, .first), specification: AssignedText.write(stored.specification, manner),
        dataPath: stored.dataPath))
    try process.flush()
  }

  private func hear(_ place: Int) throws {
    let (messages, ending) = try slots[place].process.read()
    for message in messages {
      if try take(message, of: slots[place].trial) { slots[place].trial = nil }
      if message.isFree { try start(place) }
    }
    guard let ending else { return }
    if let trial = slots[place].trial { outcome.failed[trial.description] = "Its process ended (\(ending))." }
    slots[place].process = try self.process()
    try start(place)
  }

  /// Whether that was the trial's end.
  private func take(_ message: SlotMessage, of trial: TrialID?) throws -> Bool {
    guard let trial else { return false }
    switch message {
    case .ready, .moved, .noted, .free: return false
    case .putOff(let text): outcome.failed[trial.description] = text
    case .finished(let bytes), .ended(_, .result(let bytes)):
      try compare(trial, with: try ResultCodec.decode(bytes))
    case .failed(let failure, let text), .ended(_, .failure(let failure, let text)):
      outcome.failed[trial.description] = "\(failure.rawValue): \(text)"
    }
    return true
  }

  private func compare(_ trial: TrialID, with found: TrialResult) throws {
    guard let stored = try store.result(of: trial) else { return }
    let differences = stored.differences(from: found, within: manner?.tolerance ?? 0)
    guard let first = differences.first else { return outcome.agreeing += 1 }
    let (one, other) = (stored.provenance, found.provenance)
    let isSame = one.coreType == other.coreType && one.libraries == other.libraries
    outcome.differing.append(
      .init(
        trial: trial.description, difference: first.description, differences: differences.count,
        arithmetic: isSame
          ? nil : "\(one.coreType) (\(one.libraries)), here \(other.coreType) (\(other.libraries))"))
  }
}

extension SlotMessage {
  /// Whether the slot waits for its next trial.
  fileprivate var isFree: Bool {
    switch self {
    case .finished, .failed, .putOff, .free: true
    case .ready, .moved, .noted, .ended: false
    }
  }
}
