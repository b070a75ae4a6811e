import Foundation
import Statistics
import Testing

@Suite struct FactorialTests {
  /// Cells of two factors: values by their levels.
  private func factorial(
    _ scale: Factorial.Scale, _ cells: [(levels: [Int], values: [Double])], sets: [Int] = [0]
  ) -> Factorial {
    var trial = -1
    return Factorial(
      scale,
      cells.map { levels, values in
        .init(
          levels: levels,
          values: values.enumerated().map {
            trial += 1
            return .init($1, trial: trial, dataSet: sets[$0 % sets.count])
          })
      })
  }

  private func only(_ found: Factorial) throws -> Comparison {
    try #require(found.comparisons(of: 0, isOrdered: true).first?.comparison)
  }

  @Test func `differences are taken within settings and averaged, each setting alike`() throws {
    // Setting 0: 1 to 3; setting 1: 10 to 20, with more values. Mean difference 6; pooled values would give less.
    let found = try only(
      factorial(
        .real,
        [
          ([0, 0], [0, 1, 2]), ([1, 0], [2, 3, 4]), ([0, 1], [9, 10, 11]),
          ([1, 1], [18, 19, 20, 21, 22]), ([1, 2], [500, 600, 700]),
        ]))
    #expect(found.settings == 2 && found.estimate == 6 && found.trials.count == 14)
    #expect(found.sides.map(\.mean) == [5.5, 11.5] && found.dataSets == 1 && !found.isExact)
    // Variances of means 1/3, 1/3, 1/3 and 2.5/5, a quarter of each.
    let parts: [Double] = [1.0 / 12, 1.0 / 12, 1.0 / 12, 1.0 / 8]
    let sum: Double = parts.reduce(0, +)
    let squares: Double = 3 * parts[0] * parts[0] / 2 + parts[3] * parts[3] / 4
    let critical = StudentT.critical(confidence: 0.95, degrees: sum * sum / squares)
    let range = try #require(found.interval())
    let half = (range.upperBound - range.lowerBound) / 2
    #expect(abs(half - critical * sum.squareRoot()) < 1e-12)
  }

  @Test func `a cell of two values enters no mean, but its shares count`() throws {
    let cells: [(levels: [Int], values: [Double])] = [([0, 0], [0, 0]), ([1, 0], [1, 1, 1])]
    #expect(try only(factorial(.real, cells)).settings == 0 && (try only(factorial(.real, cells)).p == nil))
    // Two are too few for a side as well; in two settings one way of a hundred is as far, the mirror is nearer.
    #expect(try only(factorial(.share, cells)).p == nil)
    let shares = try only(factorial(.share, cells + cells.map { ([$0.levels[0], 1], $0.values) }))
    #expect(shares.isExact && abs((shares.p ?? 0) - 0.01) < 1e-12)
    #expect(shares.sides.map(\.share) == [Share(0, of: 4), Share(6, of: 6)])
  }

  @Test func `numbers are compared with both ends, words two by two`() {
    let cells = (0..<5).map { (levels: [$0, 0], values: [0.0, 1, Double($0)]) }
    let ordered = factorial(.real, cells).comparisons(of: 0, isOrdered: true).map { [$0.from, $0.to] }
    #expect(ordered == [[0, 1], [0, 2], [0, 3], [0, 4], [1, 4], [2, 4], [3, 4]])
    #expect(factorial(.real, cells).comparisons(of: 0, isOrdered: false).count == 10)
    let widest = factorial(.real, cells).comparisons(of: 0, isOrdered: true).filter(\.isWidest)
    #expect(widest.map { [$0.from, $0.to] } == [[0, 4]])
    #expect(!factorial(.real, cells).comparisons(of: 0, isOrdered: false).contains { $0.isWidest })
    // Where the last level has too few values, the widest are those that can be compared.
    let short = factorial(.real, cells.dropLast() + [(levels: [4], values: [0, 1])])
    #expect(
      short.comparisons(of: 0, isOrdered: true).filter(\.isWidest).map { [$0.from, $0.to] } == [[0, 3]])
  }

  @Test func `in one setting values that agree by chance are held against the spread at other levels`() throws
  {
    let pair: [(levels: [Int], values: [Double])] = [
      ([0, 0], [0, 0.01, 0.02]), ([1, 0], [5, 5.01, 5.02]),
    ]
    let alone = try only(factorial(.real, pair))
    let among = try only(factorial(.real, pair + [([2, 0], [0, 5, 5.1])]))
    #expect((alone.p ?? 1) < 1e-6 && (among.p ?? 0) > 0.01)
    let ranges = (try #require(alone.interval()), try #require(among.interval()))
    #expect(ranges.1.lowerBound < ranges.0.lowerBound && ranges.1.upperBound > ranges.0.upperBound)
    // Of another setting the spread does not count.
    let elsewhere = try only(factorial(.real, pair + [([2, 1], [0, 5, 5.1])]))
    #expect(elsewhere.p == alone.p)
  }

  @Test func `counts are dealt out where there are ways enough, and where none has spread`() throws {
    func counts(_ settings: Int, _ later: [Double]) throws -> Comparison {
      try only(factorial(.count, (0..<settings).flatMap { [([0, $0], [3, 3, 4]), ([1, $0], later)] }))
    }
    // 20, 400 and 8,000 ways.
    #expect(try !counts(1, [5, 5, 6]).isExact && !counts(2, [5, 5, 6]).isExact)
    let three = try counts(3, [5, 5, 6])
    #expect(three.isExact && abs((three.p ?? 0) - 2 / 8000.0) < 1e-12 && three.interval() != nil)
    let flat = try only(factorial(.count, [([0, 0], [3, 3, 3]), ([1, 0], [4, 4, 4])]))
    #expect(flat.isExact && abs((flat.p ?? 0) - 0.1) < 1e-12 && flat.interval() == nil)
    #expect(try only(factorial(.count, [([0, 0], [3, 3.5, 4]), ([1, 0], [5, 5, 6])])).scale == .real)
  }

  @Test func `with three data sets each gives one difference`() throws {
    let cells: [(levels: [Int], values: [Double])] = [
      ([0, 0], [0, 0, 0, 0, 0, 0]), ([1, 0], [1, 2, 3, 1, 2, 3]),
    ]
    let found = try only(factorial(.real, cells, sets: [7, 8, 9]))
    #expect(found.dataSets == 3 && found.estimate == 2)
    let half = StudentT.critical(confidence: 0.95, degrees: 2) / 3.0.squareRoot()
    #expect(abs((found.interval()?.upperBound ?? 0) - 2 - half) < 1e-12)
    #expect(try only(factorial(.real, cells, sets: [7, 8])).dataSets == 1)
    // Counts that nearly agree over data sets must differ on these data sets as well: one way of 20 and its mirror.
    let counts = factorial(.count, [([0, 0], [0, 0, 0]), ([1, 0], [100, 100, 101])], sets: [7, 8, 9])
    #expect(try only(counts).dataSets == 3 && abs((only(counts).p ?? 0) - 0.1) < 1e-12)
  }

  @Test func `an interaction is a difference of differences, solved by hand`() throws {
    let cells: [(levels: [Int], values: [Double])] = [
      ([0, 0], [0, 1, 2]), ([1, 0], [2, 3, 4]), ([0, 1], [0, 1, 2]), ([1, 1], [7, 8, 9]),
    ]
    let found = try #require(
      factorial(.real, cells).interactions(of: 0, [(0, 1)], with: 1, [(0, 1)]).first?.comparison)
    #expect(found.estimate == 5 && found.sides.map(\.mean) == [1, 3, 1, 8])
    #expect(abs((found.p ?? 0) - StudentT.outside(5 / (4.0 / 3).squareRoot(), degrees: 8)) < 1e-14)
    let shares = factorial(
      .share,
      [
        ([0, 0], [0, 0, 0, 0]), ([1, 0], [1, 1, 1, 1]), ([0, 1], [1, 1, 1, 1]), ([1, 1], [1, 1, 1, 1]),
      ])
    let share = try #require(shares.interactions(of: 0, [(0, 1)], with: 1, [(0, 1)]).first?.comparison)
    #expect(share.estimate == -1 && !share.isExact)
    let none = try #require(Share(0, of: 4)), all = try #require(Share(4, of: 4))
    #expect(share.p == ShareContrast(adding: [none, all], taking: [all, all]).p)
  }

  @Test func `verdicts: a change, a slight one, not known, untested`() throws {
    func pair(_ shift: Double, _ spread: Double, flat: Bool = false) throws -> Comparison {
      let values = flat ? [0, 0, 0] : [-spread, 0, spread]
      return try only(factorial(.real, [([0, 0], values), ([1, 0], values.map { $0 + shift })]))
    }
    let table = [
      (try pair(1, 0.01), 0.5), (try pair(0.001, 0.01), 0.5), (try pair(0.1, 1), 0.5),
      (try pair(1, 0, flat: true), 0.5),
    ]
    let found = Judgement.of(table.map { .init($0.0, margin: $0.1) })
    #expect(found.map(\.verdict) == [.changes, .hardly, .open, .untested])
    // Three are tested: the smallest p times three.
    #expect(found[0].pHolm == (table[0].0.p ?? 0) * 3 && found[3].pHolm == nil)
    // Slight is a question of the margin, on both sides.
    #expect(Judgement.of([.init(try pair(0.001, 0.01), margin: 0.015)])[0].verdict == .open)
    #expect(Judgement.of([.init(try pair(-0.4, 0.2), margin: 0.5)])[0].verdict == .open)
  }
}
