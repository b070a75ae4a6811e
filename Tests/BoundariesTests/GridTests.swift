import Boundaries
import Foundation
import Refinement
import Statistics
import SweepModel
import Testing

/// The grid of sweeps/boundary.yaml, run in full once: what a search that sees a part of it finds.
@Suite struct GridTests {
  struct Net: Sendable {
    let learnt: [Bool]
    let pca99: [Double?]
    let inner: [Double?]
  }
  struct Truth: Sendable {
    let question: String
    let rank, depth: Int
    let median, low, high: Double
    let answers: Int
  }
  struct Grid: Sendable {
    var nets: [[Int]: [Net]] = [:]
    var truths: [Truth] = []

    init() throws {
      let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
        path: "Fixtures/grid.txt")
      let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
        $0.split(separator: " ").map { String($0) }
      }
      for (place, words) in lines.enumerated() {
        if words[0] == "nets", let rank = Int(words[1]), let depth = Int(words[2]) {
          nets[[rank, depth], default: []].append(
            Net(
              learnt: lines[place + 1].map { $0 == "1" }, pca99: lines[place + 2].map { Double($0) },
              inner: lines[place + 3].map { Double($0) }))
        } else if words[0] == "threshold" {
          truths.append(
            Truth(
              question: words[1], rank: try #require(Int(words[2])), depth: try #require(Int(words[3])),
              median: try #require(Double(words[4])), low: try #require(Double(words[5])),
              high: try #require(Double(words[6])), answers: try #require(Int(words[7]))))
        }
      }
    }

    func answer(_ truth: Truth, seed: Int, level: Int) -> BoundaryAnswer {
      guard let net = nets[[truth.rank, truth.depth]]?[seed] else { return .failed }
      guard net.learnt[level] else { return .notLearnt }
      let isYes =
        truth.question == "weights"
        ? net.inner[level].map { $0 < 5.5 } : net.pca99[level].map { $0 <= Double(truth.rank + 1) }
      return isYes.map { $0 ? .yes : .no } ?? .failed
    }
  }

  private static let levels = (0..<33).map { -5 + Double($0) / 8 }

  @Test func `the grid has what it says`() throws {
    let grid = try Grid()
    #expect(grid.nets.count == 8 && grid.nets.values.allSatisfy { $0.count == 4 } && grid.truths.count == 16)
    #expect(
      grid.nets.values.joined().allSatisfy {
        $0.learnt.count == 33 && $0.pca99.count == 33 && $0.inner.count == 33
      })
  }

  @Test func `all trials of a setting have the threshold that scipy finds`() throws {
    let (grid, model) = (try Grid(), ThresholdModel(levels: Self.levels))
    for truth in grid.truths {
      var (yes, no) = (Array(repeating: 0, count: 33), Array(repeating: 0, count: 33))
      for seed in 0..<4 {
        for level in 0..<33 {
          switch grid.answer(truth, seed: seed, level: level) {
          case .yes: yes[level] += 1
          case .no: no[level] += 1
          case .notLearnt, .failed: break
          }
        }
      }
      let found = model.posterior(yes: yes, no: no)
      // Five digits of scipy's, and logarithms to 2^-20.
      #expect(abs(found.median - truth.median) < 1e-4, "\(truth)")
      #expect(abs(found.interval.lowerBound - truth.low) < 2e-4, "\(truth)")
      #expect(abs(found.interval.upperBound - truth.high) < 2e-4, "\(truth)")
      #expect(yes.reduce(0, +) + no.reduce(0, +) == truth.answers)
    }
  }

  @Test
  func
    `a search sees a quarter of the trials and finds the grid's thresholds, twenty times with other seeds first`()
    throws
  {
    let grid = try Grid()
    let plan = BoundaryPlan(levels: Self.levels, seeds: 4)
    var stream = RandomStream(seed: 20, for: .test)
    var (all, placed) = (0, 0)
    for truth in grid.truths {
      var (trials, worst, squares, covered, count) = (0, 0.0, 0.0, 0, 0)
      for _ in 0..<20 {
        var order = [0, 1, 2, 3]
        for place in order.indices.reversed() where place > 0 { order.swapAt(place, stream.below(place + 1)) }
        let found = Self.run(plan) { grid.answer(truth, seed: order[$0.seed], level: $0.level) }
        trials += found.trials
        guard found.outcome == .placed else { continue }
        let error = found.median - truth.median
        (worst, squares, count) = (max(worst, abs(error)), squares + error * error, count + 1)
        if found.interval.lowerBound <= truth.high, truth.low <= found.interval.upperBound { covered += 1 }
      }
      all += trials
      placed += count
      print(
        "| grid, \(truth.question), rank \(truth.rank), depth \(truth.depth) | \(Double(trials) / 20) trials of 132 | placed \(count) | "
          + String(format: "rms %.3f, worst %.3f", (squares / Double(max(count, 1))).squareRoot(), worst)
          + " | intervals meet in \(covered) |")
      // Where the whole grid knows its threshold to an eighth of a decade, half a level.
      if truth.high - truth.low < 0.15 { #expect(worst <= 0.0625 + 0.02, "\(truth)") }
      #expect(covered >= count - 1, "\(truth)")
    }
    #expect(Double(all) / 320 <= 33)
    #expect(placed >= 280)
  }

  private static func run(_ plan: BoundaryPlan, _ answer: (BoundaryTrial) -> BoundaryAnswer) -> Boundary {
    let search = BoundarySearch(plan)
    var rows: [BoundaryRow] = []
    while true {
      let boundary = search.boundaries(settings: 1, rows)[0]
      if boundary.asked.isEmpty { return boundary }
      rows += boundary.asked.map { BoundaryRow(setting: 0, trial: $0, answer: answer($0)) }
    }
  }
}
