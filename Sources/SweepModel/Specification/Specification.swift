/// Everything that decides a trial's numbers, and nothing else: where, when and by whom it runs is not here.
///
/// Two trials with equal specifications are the same trial. It holds a value for each parameter that means something to
/// its kind of experiment on its kind of data, except for those that are not set; what else exists reads as `nil`.
package struct Specification: Sendable {
  /// Version of the arithmetic: raised whenever the same specification would give other bits.
  package static let currentNumerics = 4

  package let kind: ExperimentKind
  let layout: Layout
  /// At the places that `layout` gives.
  private(set) var values: [ParameterValue?]

  /// A trial with the defaults that follow from nothing; `complete` supplies the others.
  package init(blank kind: ExperimentKind, dataset: Dataset, model: NetworkModel = .mlp, seed: Int = 0) {
    self.kind = kind
    layout = kind.layout(on: dataset.source, model)
    values = layout.blank
    self[.dataset] = dataset
    if model != .mlp { self[.model] = model }
    self[.seed] = seed
  }

  /// A trial of a program that is given these parameters beside the declared ones.
  package init(
    blank kind: ExperimentKind, dataset: Dataset, arguments: [Declaration], seed: Int = 0
  ) {
    precondition(kind.takesArguments, "a trial with parameters of its own is one of a program")
    self.kind = kind
    layout = kind.layout(on: dataset.source, with: arguments)
    values = layout.blank
    self[.dataset] = dataset
    self[.seed] = seed
  }

  /// A trial with every parameter at its default.
  package init(
    _ kind: ExperimentKind, dataset: Dataset, model: NetworkModel = .mlp, seed: Int = 0,
    data: DataFacts? = nil
  ) {
    self.init(blank: kind, dataset: dataset, model: model, seed: seed)
    complete(kind.derived, data: data)
  }

  /// The parameter's value; `nil` where it means nothing to this trial or is not set. Setting asks that it means something,
  /// and that a dataset's kind and the model stay.
  package subscript<Field>(_ parameter: Parameter<Field>) -> Field? {
    get {
      guard let place = layout.place(of: parameter), let value = values[place] else { return nil }
      return Field(value)
    }
    set { set(parameter, to: newValue?.parameterValue) }
  }

  /// The same for a parameter whose type is not known.
  package func value(of declaration: Declaration) -> ParameterValue? {
    layout.place(of: declaration).flatMap { values[$0] }
  }

  /// - Parameter value: one that the declaration's domain admits.
  package mutating func set(_ declaration: Declaration, to value: ParameterValue?) {
    guard let place = layout.place(of: declaration) else {
      precondition(value == nil, "a parameter that is set means something to the trial: \(declaration.name)")
      return
    }
    values[place] = value
  }

  /// Derives the defaults of these parameters, in the order given.
  package mutating func complete(_ declarations: [Declaration], data: DataFacts?) {
    for declaration in declarations {
      guard let place = layout.place(of: declaration), case .derived(_, let rule) = declaration.standard,
        let value = rule(self, data)
      else { continue }
      values[place] = value
    }
  }

  package var source: DataSource { layout.source }
  package var model: NetworkModel { layout.model }
  package var dataset: Dataset { self[.dataset] ?? .none }
  package var seed: Int { self[.seed] ?? 0 }

  /// Values by parameter name, of those of a sweep file that are set.
  package var parameters: [String: ParameterValue] {
    var named: [String: ParameterValue] = [:]
    for (declaration, value) in zip(layout.declarations, values) where isParameter(declaration) {
      named[declaration.name] = value
    }
    return named
  }
}

extension Specification {
  /// Whether a sweep file has it among `parameters`: of a program its own alone, whose files are no data set of its user's.
  package func isParameter(_ declaration: Declaration) -> Bool {
    kind.takesArguments ? declaration.family == .argument : Declaration.named[declaration.name] != nil
  }

  /// The parameter of a sweep file that has this name.
  package func declaration(named name: String) -> Declaration? {
    guard kind.takesArguments else { return Declaration.named[name] }
    return layout.declarations.first { $0.family == .argument && $0.name == name }
  }

  /// The parameters that a sweep file gave its program, in the order of the text.
  package var ownParameters: [Declaration] { layout.declarations.filter { $0.family == .argument } }

  /// Its arguments in the order of the text.
  var arguments: [(declaration: Declaration, value: ParameterValue)] {
    zip(layout.declarations, values).compactMap { declaration, value in
      declaration.family == .argument ? value.map { (declaration, $0) } : nil
    }
  }
}

extension Specification: Hashable {
  package static func == (left: Specification, right: Specification) -> Bool {
    left.layout === right.layout && left.values == right.values
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(layout))
    hasher.combine(values)
  }
}

/// The part of a specification that decides its data: trials with equal ones have the same rows.
package struct DataOrigin: Hashable, Sendable {
  private let kind: ExperimentKind
  private let values: [ParameterValue?]

  package init(_ spec: Specification) {
    kind = spec.kind
    values = zip(spec.layout.declarations, spec.values).filter(\.0.decidesData).map(\.1)
  }
}
