internal import Synchronization

/// A kind of experiment: what its trials are given, run on and are measured for.
///
/// What does not go together in one, and what it costs, stands in `Rules/Kinds`; what runs it is a program of the
/// worker.
package final class ExperimentKind: Sendable {
  /// What its targets are.
  package enum Targets: Sendable {
    case numbers, classes
  }

  /// As sweep files write it.
  package let name: String
  package let sources: Set<DataSource>
  package let targets: Targets
  /// The kind that does the same with classes, where that is another one.
  package let withClasses: String?
  /// What an epoch is called.
  package let epochWord: String
  /// The groups of metrics that its layers have.
  package let groups: Set<MetricGroup>
  /// Layers and epochs that a result may have where no parameter says so.
  package let bounds: ResultBounds
  /// All parameters that mean anything to it, in the order of the tables.
  package let declarations: [Declaration]
  /// Those whose default follows from others, in the order in which they may look at each other.
  package let derived: [Declaration]
  /// Defaults of its own, in place of the declarations'.
  package let defaults: [Declaration: ParameterValue]
  /// Where a parameter means something on fewer sources than its declaration says.
  private let narrowed: [Declaration: Set<DataSource>]
  private let layouts: [DataSource: [NetworkModel: Layout]]
  /// Those of trials with arguments that were met, by source and names.
  private let ownLayouts = Mutex<[[Declaration]: [DataSource: Layout]]>([:])
  /// Whether its trials have parameters beside the declared ones, under names that a sweep file gives them.
  package let takesArguments: Bool

  init(
    _ name: String, on sources: Set<DataSource>, targets: Targets, withClasses: String? = nil,
    epochWord: String = "epoch",
    families: Set<Declaration.Family>, defaults: [Declaration: ParameterValue] = [:],
    narrowed: [Declaration: Set<DataSource>] = [:], without absent: Set<Declaration> = [],
    groups: Set<MetricGroup>, usual: [MetricGroup], bounds: ResultBounds = ResultBounds()
  ) {
    (self.name, self.sources, self.targets, self.withClasses) = (name, sources, targets, withClasses)
    (self.epochWord, self.groups, self.narrowed) = (epochWord, groups, narrowed)
    self.bounds = bounds
    let declarations = (Declaration.table + Declaration.identity).filter {
      ($0.family == .identity || families.contains($0.family) || $0 == Parameter.dataset)
        && !absent.contains($0)
    }
    takesArguments = families.contains(.argument)
    self.declarations = declarations
    let own: [Declaration: ParameterValue] = [
      Parameter.experiment: .word(name), Parameter.metrics: usual.parameterValue,
    ]
    derived = declarations.filter {
      if case .derived = $0.standard { defaults[$0] == nil } else { false }
    }
    self.defaults = defaults
    let all = defaults.merging(own) { $1 }
    let models = declarations.contains(Parameter.model) ? NetworkModel.allCases : [.mlp]
    layouts = Dictionary(
      uniqueKeysWithValues: DataSource.allCases.map { source in
        let here = declarations.filter { (narrowed[$0] ?? $0.sources).contains(source) }
        let byModel = models.map { model in
          let its = here.filter { $0.models.contains(model) }
          return (model, Layout(source, model, its, defaults: all.merging(model.defaults) { $1 }))
        }
        return (source, Dictionary(uniqueKeysWithValues: byModel))
      })
  }

  package func has(_ declaration: Declaration) -> Bool {
    declaration.family == .argument ? takesArguments : declarations.contains(declaration)
  }

  /// Whether the parameter means anything to its trials on such data.
  package func has(_ declaration: Declaration, on source: DataSource) -> Bool {
    has(declaration) && (narrowed[declaration] ?? declaration.sources).contains(source)
  }

  /// Whether a trial can do without data.
  package var needsData: Bool { !sources.contains(.none) }

  func layout(on source: DataSource, _ model: NetworkModel) -> Layout {
    layouts[source]?[model] ?? Layout(source, model, [], defaults: [:])
  }

  /// The layout of trials that are given these as well.
  func layout(on source: DataSource, with arguments: [Declaration]) -> Layout {
    let plain = layout(on: source, .mlp)
    guard !arguments.isEmpty else { return plain }
    let names = Set(arguments).sorted { $0.path.lexicographicallyPrecedes($1.path) }
    return ownLayouts.withLock { known in
      if let layout = known[names]?[source] { return layout }
      let layout = Layout(plain, with: names)
      known[names, default: [:]][source] = layout
      return layout
    }
  }

  package static let named = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

extension ExperimentKind: Hashable {
  package static func == (left: ExperimentKind, right: ExperimentKind) -> Bool { left === right }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
