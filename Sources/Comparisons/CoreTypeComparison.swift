internal import Findings
package import SweepModel

/// One trial as several workers computed it: how far its metrics drift from one core type to the next.
///
/// Bits hold for a core type, so that workers of one core type must agree; between two, the way in which products are summed
/// differs, and training carries that on.
package struct CoreTypeComparison: Sendable {
  package struct Answer: Sendable {
    package var worker: String
    package var host: String
    /// `nil` when there is none; `trouble` says why.
    package var result: TrialResult?
    package var trouble: String

    package init(worker: String, host: String, result: TrialResult?, trouble: String = "") {
      (self.worker, self.host, self.result, self.trouble) = (worker, host, result, trouble)
    }
  }

  /// The largest difference of one metric over layers and epochs, relative to the larger of the two numbers.
  struct Drift: Hashable, Sendable {
    var metric: String
    /// `nil` when the metric is missing on one side.
    var greatest: Double?
    var place: String
  }

  /// Another core type, against the first.
  struct Pair: Hashable, Sendable {
    var coreType: String
    var drifts: [Drift]
  }

  let answers: [Answer]
  let first: String?
  let pairs: [Pair]
  /// Workers whose bits differ from those of the first of their own core type.
  let disagreeing: [String]

  package init(_ answers: [Answer]) {
    self.answers = answers.sorted {
      ($0.result?.provenance.coreType ?? "", $0.worker) < ($1.result?.provenance.coreType ?? "", $1.worker)
    }
    var byType: [(type: String, result: TrialResult)] = []
    var disagreeing: [String] = []
    for answer in self.answers {
      guard let result = answer.result else { continue }
      let type = result.provenance.coreType
      guard let known = byType.first(where: { $0.type == type }) else {
        byType.append((type, result))
        continue
      }
      if !known.result.differences(from: result).isEmpty { disagreeing.append(answer.worker) }
    }
    self.disagreeing = disagreeing
    first = byType.first?.type
    pairs = byType.dropFirst().map { type, result in
      Pair(coreType: type, drifts: Self.drifts(of: result, from: byType[0].result))
    }
  }

  /// Whether every worker answered and those of one core type agree.
  package var isSound: Bool { disagreeing.isEmpty && answers.allSatisfy { $0.result != nil } }

  private static func drifts(of other: TrialResult, from first: TrialResult) -> [Drift] {
    var drifts: [String: Drift] = [:]
    for difference in first.differences(from: other) {
      let words = difference.place.split(separator: ": ", maxSplits: 1)
      let metric = String(words.last ?? "")
      let place = words.count > 1 ? String(words[0]) : ""
      var relative: Double?
      if let one = difference.stored, let two = difference.found {
        relative = abs(one - two) / max(abs(one), abs(two))
      }
      let drift = Drift(metric: metric, greatest: relative, place: place)
      guard let known = drifts[metric] else {
        drifts[metric] = drift
        continue
      }
      if let greatest = known.greatest, relative.map({ $0 > greatest }) ?? true { drifts[metric] = drift }
    }
    return drifts.values.sorted {
      ($0.greatest ?? .infinity, $1.metric) > ($1.greatest ?? .infinity, $0.metric)
    }
  }
}

extension CoreTypeComparison {
  package var text: String {
    var table = TextTable([
      ("worker", .left), ("host", .left), ("core type", .left), ("processor", .left), ("libraries", .left),
      ("version", .left), ("seconds", .right),
    ])
    for answer in answers {
      guard let made = answer.result?.provenance else { continue }
      table.rows.append([
        answer.worker, answer.host, made.coreType, made.processor, made.libraries, made.version,
        Numeral.measured(made.trainSeconds + made.measureSeconds),
      ])
    }
    var lines = table.lines(width: 200)
    for answer in answers where answer.result == nil {
      lines += wrapped(
        "Worker \(answer.worker) on \(answer.host) has no result: \(answer.trouble)", width: 100)
    }
    if let first {
      for pair in pairs { lines += [""] + Self.lines(of: pair, against: first) }
      if pairs.isEmpty {
        lines += ["", "All workers have core type '\(first)': nothing drifts between core types."]
      }
    }
    for worker in disagreeing {
      lines += wrapped(
        "Worker \(worker) has other bits than the first of its core type: its libraries or its hardware are not the same.",
        width: 100)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of pair: Pair, against first: String) -> [String] {
    guard !pair.drifts.isEmpty else { return ["'\(pair.coreType)' has the same bits as '\(first)'."] }
    var table = TextTable([("metric", .left), ("largest relative difference", .right), ("at", .left)])
    table.rows = pair.drifts.map {
      [$0.metric, $0.greatest.map { Numeral.measured($0) } ?? "missing in one", $0.place]
    }
    return ["'\(pair.coreType)' against '\(first)':"] + table.lines(indent: 2)
  }

  package var json: String {
    let workers = answers.map { answer -> JSONValue in
      var members: [String: JSONValue] = ["worker": .text(answer.worker), "host": .text(answer.host)]
      if let made = answer.result?.provenance {
        members["core_type"] = .text(made.coreType)
        members["processor"] = .text(made.processor)
        members["libraries"] = .text(made.libraries)
        members["version"] = .text(made.version)
        members["seconds"] = .number(made.trainSeconds + made.measureSeconds)
      } else {
        members["trouble"] = .text(answer.trouble)
      }
      return .object(members)
    }
    let drifts = pairs.map { pair -> JSONValue in
      [
        "core_type": .text(pair.coreType), "against": .text(first ?? ""),
        "figures": .array(
          pair.drifts.map {
            [
              "figure": .text($0.metric), "relative_difference": JSONValue($0.greatest),
              "place": .text($0.place),
            ]
          }),
      ]
    }
    return JSONValue.object([
      "workers": .array(workers), "drifts": .array(drifts),
      "disagreeing": .array(disagreeing.map { .text($0) }),
    ]).document
  }
}
