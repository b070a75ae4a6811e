/// What values at some cells are more than those at others, over all settings that have both.
package struct Comparison: Sendable {
  /// One side of it: the mean over settings, and, of shares, how many of how many.
  package struct Side: Hashable, Sendable {
    package let mean: Double
    package let share: Share?
    package let count: Int
  }

  /// Fewer ways to deal values out give no p small enough to be corrected for a table.
  static let leastWays = 2000.0
  /// Sums of whole numbers up to here are counted one by one.
  static let largestSum = 5000

  package let scale: Factorial.Scale
  /// Settings that have values on every side.
  package let settings: Int
  /// Over how many data sets the interval is; 1 where it is over trials on the data that there are.
  package let dataSets: Int
  /// In the order of the corners: of a comparison from and to.
  package let sides: [Side]
  /// Probability of a difference like this or larger where there is none; `nil` where nothing can be said.
  package private(set) var p: Double?
  /// Whether `p` is of dealing out anew.
  package let isExact: Bool
  package let trials: [Int]
  private var contrasts: [Contrast] = []
  private var shares: ShareContrast?
  private let difference: Double?

  /// - Parameters:
  ///   - settings: for each the values of every side.
  ///   - signs: of the sides.
  init(_ scale: Factorial.Scale, _ all: [[[Factorial.Value]]], signs: [Double]) {
    let sets = Self.effects(all, signs)
    let isNested = sets.count >= Contrast.leastCount
    // A mean of three needs three; a share is exact whatever its cells hold.
    let kept =
      isNested || scale == .share ? all : all.filter { $0.allSatisfy { $0.count >= Contrast.leastCount } }
    let sides = signs.indices.map { Side(scale, at: $0, kept) }
    (self.scale, settings, self.sides) = (scale, kept.count, sides)
    trials = kept.joined().joined().map(\.trial)
    let nested = isNested ? Sample(sets).flatMap { Contrast([(1, $0)]) } : nil
    dataSets = nested == nil ? 1 : sets.count
    let welch = Self.contrast(kept, signs)
    let exact = signs.count == 2 && scale != .real ? Self.exact(kept) : nil
    let tallies = sides.compactMap(\.share)
    if let nested {
      // Means of few whole numbers agree too easily: what holds over data sets must hold on these as well.
      let here = exact ?? (scale == .share ? Self.shares(signs, tallies)?.p : welch?.p)
      (contrasts, difference, isExact) = ([nested], nested.estimate, false)
      p = scale == .real ? nested.p : here.map { max($0, nested.p) }
      return
    }
    difference = kept.isEmpty ? nil : zip(signs, sides).reduce(0) { $0 + $1.0 * $1.1.mean }
    let isExact = exact != nil && (scale == .share || welch == nil || Self.ways(kept) >= Self.leastWays)
    self.isExact = isExact
    contrasts = welch.map { [$0] } ?? []
    if scale == .share {
      contrasts = []
      guard let sum = Self.shares(signs, tallies) else { return }
      (shares, p) = (sum, exact ?? sum.p)
    } else {
      p = isExact ? exact : welch?.p
    }
  }

  /// The difference of the sides' means, or the mean over data sets of their differences; `nil` without any.
  package var estimate: Double? { shares?.estimate ?? difference }

  /// `nil` where nothing tells how far chance reaches.
  package func interval(confidence: Double = 0.95) -> ClosedRange<Double>? {
    if let shares { return shares.interval(confidence: confidence) }
    let ranges = contrasts.map { $0.interval(confidence: confidence) }
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else {
      return nil
    }
    return low...high
  }

  /// The same, where the spread over all of `samples` counts too: three values that agree by chance, as nets do that stop at
  /// one of two places, must not pass for values without spread.
  func guarded(by samples: [Sample]) -> Comparison {
    guard samples.count > sides.count, let estimate = difference, let p,
      let pooled = Contrast(difference: estimate, counts: sides.map(\.count), spreadOf: samples)
    else { return self }
    var guarded = self
    guarded.p = max(p, pooled.p)
    guarded.contrasts.append(pooled)
    return guarded
  }
}

extension Comparison.Side {
  fileprivate init(_ scale: Factorial.Scale, at corner: Int, _ settings: [[[Factorial.Value]]]) {
    let values = settings.map { $0[corner].map(\.value) }
    count = values.reduce(0) { $0 + $1.count }
    let means = values.compactMap { Sample($0)?.mean }
    if scale == .share {
      let share = Share(values.joined().count { $0 > 0.5 }, of: count)
      (self.share, mean) = (share, share?.value ?? .nan)
    } else {
      (share, mean) = (nil, means.reduce(0, +) / Double(means.count))
    }
  }
}

extension Comparison {
  /// Each data set's own effect, over the settings at which it has values on every side.
  private static func effects(_ settings: [[[Factorial.Value]]], _ signs: [Double]) -> [Double] {
    var found: [Int: [Double]] = [:]
    for sides in settings {
      let bySet = sides.map { Dictionary(grouping: $0, by: \.dataSet) }
      for set in bySet[0].keys {
        let means = bySet.compactMap { $0[set].flatMap { Sample($0.map(\.value))?.mean } }
        guard means.count == signs.count else { continue }
        found[set, default: []].append(zip(signs, means).reduce(0) { $0 + $1.0 * $1.1 })
      }
    }
    return found.sorted { $0.key < $1.key }.map { $0.value.reduce(0, +) / Double($0.value.count) }
  }

  private static func contrast(_ settings: [[[Factorial.Value]]], _ signs: [Double]) -> Contrast? {
    let terms = settings.flatMap { sides in
      zip(signs, sides).compactMap { sign, values in
        Sample(values.map(\.value)).map { (sign / Double(settings.count), $0) }
      }
    }
    return Contrast(terms)
  }

  /// `nil` where a side has fewer than three.
  private static func shares(_ signs: [Double], _ tallies: [Share]) -> ShareContrast? {
    guard tallies.count == signs.count, tallies.allSatisfy({ $0.whole >= Contrast.leastCount }) else {
      return nil
    }
    let signed = zip(signs, tallies)
    return ShareContrast(
      adding: signed.filter { $0.0 > 0 }.map(\.1), taking: signed.filter { $0.0 < 0 }.map(\.1))
  }

  private static func exact(_ settings: [[[Factorial.Value]]]) -> Double? {
    var test = BlockedExactTest()
    var sum = 0
    for sides in settings {
      let whole = sides.map { $0.map { Int($0.value) } }
      let values = whole.joined()
      sum += values.reduce(0, +) - (values.min() ?? 0) * values.count
      if sum > largestSum { return nil }
      test.add(whole[0], whole[1])
    }
    return settings.isEmpty ? nil : test.p
  }

  /// In how many ways values can be dealt out to two sides, setting by setting.
  private static func ways(_ settings: [[[Factorial.Value]]]) -> Double {
    settings.reduce(1) { $0 * chooses($1[0].count + $1[1].count, $1[1].count) }
  }
}
