internal import Glibc

/// Which class each sample belongs to.
package struct ClassLabels: Sendable {
  /// K: classes are 0 ..< K, though some may have no sample.
  package let classCount: Int
  /// The samples' classes numbered anew, in the same order, over those that have a sample.
  let groups: Groups

  /// Whether every class has a sample; where one has none, measures of all classes are undefined.
  var isComplete: Bool { groups.count == classCount }
  package var samples: Int { groups.members.count }

  /// Whether a network with this cross-entropy (mean over samples, in nats) learnt nothing: it exceeds 0.9 of the
  /// entropy of the classes' shares, which is that of the best constant prediction.
  ///
  /// `nil` when all samples are of one class or the loss is not finite.
  package func isTrivial(crossEntropy: Double) -> Bool? {
    guard groups.count > 1, crossEntropy.isFinite else { return nil }
    let entropy = groups.sizes.reduce(0) { sum, size in
      let share = Double(size) / Double(samples)
      return sum - share * log(share)
    }
    return crossEntropy > 0.9 * entropy
  }

  /// - Parameter classCount: K; without it, the largest label and one.
  /// - Throws: `CollapseError.label` for a label below 0 or not below K.
  package init(_ labels: [Int], classCount: Int? = nil) throws {
    let unfit = labels.firstIndex { $0 < 0 || $0 == .max || $0 >= classCount ?? .max }
    if let row = unfit { throw CollapseError.label(row: row, value: labels[row], classCount: classCount) }
    self.classCount = max(0, classCount ?? labels.max().map { $0 + 1 } ?? 0)
    let present = Set(labels).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
    groups = Groups(labels.map { numbers[$0, default: 0] }, count: present.count)
  }
}

/// A partition of the samples.
package struct Groups: Sendable {
  package let members: [Int]
  /// How many samples each group has.
  package let sizes: [Int]

  package var count: Int { sizes.count }

  /// All samples in one group.
  static func one(_ samples: Int) -> Groups { Groups(Array(repeating: 0, count: samples), count: 1) }

  /// - Parameter members: the group of each sample, in `0 ..< count`.
  package init(_ members: [Int], count: Int) {
    self.members = members
    var sizes = [Int](repeating: 0, count: count)
    for group in members { sizes[group] += 1 }
    self.sizes = sizes
  }
}
