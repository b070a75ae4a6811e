/// Which values a parameter takes.
package enum ParameterDomain: Hashable, Sendable {
  case integer(ClosedRange<Int>)
  case real(RealBounds)
  case flag
  case choice([String])
  /// The name of an experiment.
  case experiment
  /// `mlp`, `resnet` or `vgg`; a sweep file may write a short name with what it stands for.
  case model
  /// `teacher`, `gaussian-clusters` or a path; in a specification the file's content hash.
  case dataset
  /// A number of rows, or `full`.
  case batchSize(ClosedRange<Int>)
  /// An ascending list.
  case integers(ClosedRange<Int>)
  /// From 1 to 8 numbers in any order, and from 1 to 8 lists of them.
  case counts(ClosedRange<Int>)
  case countLists(ClosedRange<Int>)
  /// A list without repetition, sorted.
  case choices([String])
  /// Texts in any order.
  case texts
  /// Whatever a program is given.
  case free

  /// Whether a value, in the form that a specification holds, is one of those allowed.
  package func admits(_ value: ParameterValue) -> Bool {
    switch (self, value) {
    case (.integer(let bounds), .integer(let number)), (.batchSize(let bounds), .integer(let number)):
      bounds.contains(number)
    case (.real(let bounds), .real(let number)): bounds.contains(number)
    case (.flag, .flag): true
    case (.choice(let words), .word(let word)): words.contains(word)
    case (.experiment, .word(let word)): ExperimentKind.named[word] != nil
    case (.model, .word(let word)): NetworkModel(rawValue: word) != nil
    case (.dataset, .word): true
    case (.counts(let bounds), .integers(let numbers)): Self.are(numbers, within: bounds)
    case (.countLists(let bounds), .lists(let lists)):
      (1...8).contains(lists.count) && lists.allSatisfy { Self.are($0, within: bounds) }
    case (.batchSize, .word(let word)): word == "full"
    case (.integers(let bounds), .integers(let numbers)):
      numbers.allSatisfy(bounds.contains) && zip(numbers, numbers.dropFirst()).allSatisfy(<)
    case (.choices(let known), .words(let words)):
      words.allSatisfy(known.contains) && zip(words, words.dropFirst()).allSatisfy(<)
    case (.texts, .words), (.free, _): true
    default: false
    }
  }

  /// Whether a value may be a list.
  package var takesLists: Bool {
    switch self {
    case .integers, .counts, .countLists, .choices, .texts, .free: true
    default: false
    }
  }

  private static func are(_ numbers: [Int], within bounds: ClosedRange<Int>) -> Bool {
    (1...8).contains(numbers.count) && numbers.allSatisfy(bounds.contains)
  }
}

/// An interval of finite numbers whose ends may be left out.
package struct RealBounds: Hashable, Sendable, CustomStringConvertible {
  var low: Double
  var high: Double?
  var includesLow: Bool

  package static func above(_ low: Double) -> RealBounds {
    RealBounds(low: low, high: nil, includesLow: false)
  }
  package static func atLeast(_ low: Double) -> RealBounds {
    RealBounds(low: low, high: nil, includesLow: true)
  }
  /// `low` included, `high` not.
  package static func within(_ range: Range<Double>) -> RealBounds {
    RealBounds(low: range.lowerBound, high: range.upperBound, includesLow: true)
  }

  func contains(_ number: Double) -> Bool {
    number.isFinite && (includesLow ? number >= low : number > low) && number < high ?? .infinity
  }

  package var description: String {
    let start = ParameterValue.plain(low)
    if let high { return "from \(start) to below \(ParameterValue.plain(high))" }
    return includesLow ? "of \(start) or more" : "above \(start)"
  }
}

extension ParameterDomain: CustomStringConvertible {
  /// What a value has to be, in words that fit after `expected`.
  package var description: String {
    switch self {
    case .integer(let bounds): "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
    case .real(let bounds): "a number \(bounds)"
    case .flag: "'true' or 'false'"
    case .choice(let words): either(words)
    case .experiment: either(ExperimentKind.all.map(\.name))
    case .model: either(NetworkModel.words + ["resnet18", "resnet34", "resnet20"]) + " and such, or 'vgg11'"
    case .dataset: "'teacher', 'gaussian-clusters', 'scenes' or the path of a data file"
    case .counts(let bounds): "a list of whole numbers \(Self.from(bounds)), such as [2, 2, 2, 2]"
    case .countLists(let bounds): "lists of whole numbers \(Self.from(bounds)), such as [[1], [2], [4, 4]]"
    case .batchSize(let bounds): "a whole number from \(bounds.lowerBound) to \(bounds.upperBound), or 'full'"
    case .integers(let bounds):
      "an ascending list of whole numbers from \(bounds.lowerBound) to \(bounds.upperBound), such as [30, 60]"
    case .choices(let words): "a list of \(either(words))"
    case .texts: "a list of texts"
    case .free: "a word, a number, a flag, null, a list or a mapping"
    }
  }
}

extension ParameterDomain {
  private static func from(_ bounds: ClosedRange<Int>) -> String {
    "from \(bounds.lowerBound) to \(bounds.upperBound)"
  }
}

/// `'a', 'b' or 'c'`.
package func either(_ words: [String]) -> String {
  let quoted = words.map { "'\($0)'" }
  guard quoted.count > 1 else { return quoted.joined() }
  return quoted.dropLast().joined(separator: ", ") + " or " + quoted[quoted.count - 1]
}
