/// A trial of a program of one's own, as whoever runs it reads it from a specification.
package struct CommandTrial: Hashable, Sendable {
  /// Raised when the same specification would start a program otherwise or take its words otherwise.
  package static let currentInterface = 1
  package static let mostArguments = 500
  /// Bytes of a specification, so that it goes into a message with its manner.
  package static let longestText = 56 << 10

  /// The words that start the program. Macros that stand for parameters are still in them, as whole words: `${args}` and the
  /// six like it; every other macro is filled in.
  package let words: [String]
  /// What the program is given, by top-level name in order, `seed` among them where the sweep file has it there. Nested names
  /// are mappings.
  package let arguments: [ParameterValue.Member]
  /// The same without mappings that come from nesting: `model.depth`.
  package let flatArguments: [ParameterValue.Member]
  package let seed: Int
  /// What the environment has more than the worker's own.
  package let environment: [ParameterValue.Member]
  /// The bundle of its files; `nil` where nothing of the code is known.
  package let code: DataID?
  /// What is measured of arrays that it hands over.
  package let metrics: [MetricGroup]

  /// `nil` for a trial of another kind.
  package init?(_ spec: Specification) {
    guard spec.kind.takesArguments, let words = spec[.command] else { return nil }
    self.words = words
    seed = spec.seed
    let seedArgument: [(path: [String], value: ParameterValue)] =
      spec[.seedArgument] == true ? [([Parameter.seed.name], .integer(spec.seed))] : []
    let given = (spec.arguments.map { ($0.declaration.path, $0.value) } + seedArgument)
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    arguments = Self.nested(given)
    flatArguments = given.map { ParameterValue.Member($0.0.joined(separator: "."), $0.1) }
    environment = (spec[.environment] ?? []).map { entry in
      let name = entry.prefix { $0 != "=" }
      return ParameterValue.Member(String(name), .word(String(entry.dropFirst(name.count + 1))))
    }
    code = spec.dataset.id
    metrics = spec[.metrics] ?? []
  }

  /// Those of its arguments that lie under one of these names.
  package func arguments(among names: [String]) -> [ParameterValue.Member] {
    arguments.compactMap { $0.among(names) }
  }

  /// - Parameter given: sorted by path, so that what lies under one name stands together.
  private static func nested(_ given: [([String], ParameterValue)]) -> [ParameterValue.Member] {
    var members: [ParameterValue.Member] = []
    var rest = given[...]
    while let (path, value) = rest.first, let name = path.first {
      let under = rest.prefix { $0.0.first == name }
      rest = rest.dropFirst(under.count)
      if path.count == 1 {
        members.append(.init(name, value))
      } else {
        members.append(.init(name, .map(nested(under.map { (Array($0.0.dropFirst()), $0.1) }))))
      }
    }
    return members
  }
}

extension ParameterValue.Member {
  /// Itself, or what of its mapping is named with the path to it; `nil` where nothing is.
  fileprivate func among(_ names: [String]) -> Self? {
    if names.contains(name) { return self }
    guard case .map(let members) = value else { return nil }
    let under = names.compactMap {
      $0.hasPrefix(name + ".") ? String($0.dropFirst(name.utf8.count + 1)) : nil
    }
    let kept = members.compactMap { $0.among(under) }
    return kept.isEmpty ? nil : Self(name, .map(kept))
  }
}

/// The words of a command that stand for all its parameters.
package enum ArgumentMacro: String, CaseIterable, Sendable {
  /// `--a=1`
  case args = "${args}"
  /// `--a 1`, two words
  case noEquals = "${args_no_equals}"
  /// `a=1`
  case noHyphens = "${args_no_hyphens}"
  /// `--a` where it is true, nothing where it is false, and else `--a=1`
  case noBooleanFlags = "${args_no_boolean_flags}"
  /// One word of JSON
  case json = "${args_json}"
  /// The path of a file of JSON
  case jsonFile = "${args_json_file}"
  /// `+a=1`
  case appendHydra = "${args_append_hydra}"
  /// `++a=1`
  case overrideHydra = "${args_override_hydra}"
}
