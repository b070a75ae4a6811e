/// One thing that a sweep file can set: its name, which values it takes, and the field of a trial that it fills.
///
/// `Parameter.table` is the one place that knows them all: checking, defaults, canonical text, suggestions,
/// report columns and the table in `docs/sweep-file.md` are read from it.
package final class Parameter: Sendable {
  package enum Kind: Hashable, Sendable {
    case integer(ClosedRange<Int>)
    case real(RealBounds)
    case flag
    case choice([String])
    /// `teacher`, `gaussian-clusters` or a path; in a specification the file's content hash.
    case dataset
    /// A number of rows, or `full`.
    case batchSize(ClosedRange<Int>)
    /// An ascending list.
    case integers(ClosedRange<Int>)
    /// A list without repetition, sorted.
    case choices([String])
  }

  package enum Default: Sendable {
    case required
    case value(ParameterValue)
    /// The same, for parameters that came after the first trials: at this value they are not in a specification's
    /// text, so that older trials keep their ids.
    case unwritten(ParameterValue)
    /// Follows from the other parameters and the data; the text says how. `nil` leaves the field unset.
    case derived(String, @Sendable (TrialSpec, DataFacts?) -> ParameterValue?)
  }

  package let name: String
  package let kind: Kind
  package let standard: Default
  package let experiments: Set<Experiment>
  package let sources: Set<DataSource>
  /// The sources on which it means anything to an experiment, where these are fewer.
  let narrowed: [Experiment: Set<DataSource>]
  /// One line, with the unit.
  package let meaning: String

  let read: @Sendable (TrialSpec) -> ParameterValue?
  /// False when the value is of another kind; the specification is then unchanged.
  let write: @Sendable (inout TrialSpec, ParameterValue) -> Bool

  init<Field: ParameterField>(
    _ name: String, _ kind: Kind, _ field: any WritableKeyPath<TrialSpec, Field> & Sendable,
    _ standard: Default, experiments: Set<Experiment> = Set(Experiment.allCases),
    sources: Set<DataSource> = Set(DataSource.allCases),
    narrowed: [Experiment: Set<DataSource>] = [:], _ meaning: String
  ) {
    self.name = name
    self.kind = kind
    self.standard = standard
    self.experiments = experiments
    self.sources = sources
    self.narrowed = narrowed
    self.meaning = meaning
    read = { $0[keyPath: field].parameterValue }
    write = { spec, value in
      guard let value = Field(value) else { return false }
      spec[keyPath: field] = value
      return true
    }
  }

  /// The default that follows from nothing.
  package var fixedDefault: ParameterValue? {
    switch standard {
    case .value(let value), .unwritten(let value): value
    case .required, .derived: nil
    }
  }

  /// Whether a specification's text leaves the parameter out at this value.
  func isUnwritten(_ value: ParameterValue) -> Bool {
    if case .unwritten(value) = standard { true } else { false }
  }

  /// Whether the parameter means anything to a trial of this experiment on this kind of data.
  package func applies(to experiment: Experiment, on source: DataSource) -> Bool {
    experiments.contains(experiment) && (narrowed[experiment] ?? sources).contains(source)
  }
}

/// The kinds of data that a trial can run on.
package enum DataSource: String, Hashable, Sendable, CaseIterable {
  case none, teacher
  case gaussianClusters = "gaussian-clusters"
  case file
}

extension Dataset {
  package var source: DataSource {
    switch self {
    case .none: .none
    case .teacher: .teacher
    case .gaussianClusters: .gaussianClusters
    case .file: .file
    }
  }
}

/// An interval of finite numbers whose ends may be left out.
package struct RealBounds: Hashable, Sendable, CustomStringConvertible {
  var low: Double
  var high: Double?
  var includesLow: Bool

  static func above(_ low: Double) -> RealBounds { RealBounds(low: low, high: nil, includesLow: false) }
  static func atLeast(_ low: Double) -> RealBounds { RealBounds(low: low, high: nil, includesLow: true) }
  /// `low` included, `high` not.
  static func within(_ range: Range<Double>) -> RealBounds {
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

extension ParameterValue {
  /// A number without `.0` at its end.
  static func plain(_ number: Double) -> String {
    Int(exactly: number).map { String($0) } ?? number.description
  }
}

extension Parameter.Kind: CustomStringConvertible {
  /// What a value has to be, in words that fit after `expected`.
  package var description: String {
    switch self {
    case .integer(let bounds): "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
    case .real(let bounds): "a number \(bounds)"
    case .flag: "'true' or 'false'"
    case .choice(let words): either(words)
    case .dataset: "'teacher', 'gaussian-clusters' or the path of a data file"
    case .batchSize(let bounds): "a whole number from \(bounds.lowerBound) to \(bounds.upperBound), or 'full'"
    case .integers(let bounds):
      "an ascending list of whole numbers from \(bounds.lowerBound) to \(bounds.upperBound), such as [30, 60]"
    case .choices(let words): "a list of \(either(words))"
    }
  }

  /// Whether a value, in the form that a specification holds, is one of those allowed.
  func admits(_ value: ParameterValue) -> Bool {
    switch (self, value) {
    case (.integer(let bounds), .integer(let number)), (.batchSize(let bounds), .integer(let number)):
      bounds.contains(number)
    case (.real(let bounds), .real(let number)): bounds.contains(number)
    case (.flag, .flag): true
    case (.choice(let words), .word(let word)): words.contains(word)
    case (.dataset, .word): true
    case (.batchSize, .word(let word)): word == "full"
    case (.integers(let bounds), .integers(let numbers)):
      numbers.allSatisfy(bounds.contains) && zip(numbers, numbers.dropFirst()).allSatisfy(<)
    case (.choices(let known), .words(let words)):
      words.allSatisfy(known.contains) && zip(words, words.dropFirst()).allSatisfy(<)
    default: false
    }
  }
}

/// `'a', 'b' or 'c'`.
package func either(_ words: [String]) -> String {
  let quoted = words.map { "'\($0)'" }
  guard quoted.count > 1 else { return quoted.joined() }
  return quoted.dropLast().joined(separator: ", ") + " or " + quoted[quoted.count - 1]
}
