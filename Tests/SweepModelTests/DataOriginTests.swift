import SweepModel
import Testing

/// Which values decide the data is computed from the declarations: nobody lists them.
struct DataOriginTests {
  static let pairs = ExperimentKind.all.flatMap { kind in DataSource.allCases.map { (kind, $0) } }

  @Test(arguments: pairs, NetworkModel.allCases)
  func `a value that decides the data tells origins apart, and no other does`(
    pair: (ExperimentKind, DataSource), model: NetworkModel
  ) throws {
    let (kind, source) = pair
    guard model == .mlp || kind.has(Parameter.model) else { return }
    let dataset = source == .file ? .file(DataID(high: 1, low: 2)) : try #require(Dataset(source.rawValue))
    let spec = Specification(kind, dataset: dataset, model: model)
    for declaration in kind.declarations
    where kind.has(declaration, on: source) && declaration.models.contains(model) {
      guard let other = try another(than: spec.value(of: declaration), in: declaration.domain) else {
        continue
      }
      var changed = spec
      changed.set(declaration, to: other)
      #expect(changed != spec)
      #expect(
        (DataOrigin(changed) != DataOrigin(spec)) == declaration.decidesData,
        "\(kind.name), \(declaration.name)")
    }
  }

  @Test func `what makes the rows is declared to decide the data`() {
    let deciding = Set(Declaration.table.filter(\.decidesData).map(\.name))
    #expect(
      deciding.isSuperset(of: ["dataset", "samples", "target_rank", "noise", "label_coding", "data_seed"]))
    #expect(deciding.isDisjoint(with: ["depth", "width", "weight_decay", "epochs", "batch_size", "loss"]))
  }

  @Test func `trials of other kinds have other origins`() {
    #expect(
      DataOrigin(Specification(.regression, dataset: .teacher))
        != DataOrigin(Specification(.ufm, dataset: .teacher))
    )
  }

  /// Another value that the domain admits; `nil` for the names of experiments and data, which make other layouts.
  private func another(than value: ParameterValue?, in domain: ParameterDomain) throws -> ParameterValue? {
    let candidates: [ParameterValue] =
      switch domain {
      case .integer, .batchSize: [.integer(7), .integer(8)]
      case .real: [.real(0.25), .real(0.5)]
      case .flag: [.flag(true), .flag(false)]
      case .choice(let words): words.map { .word($0) }
      case .integers: [.integers([3]), .integers([4])]
      case .choices(let words): words.map { .words([$0]) }
      case .counts: [.integers([7]), .integers([8])]
      case .countLists: [.lists([[7]]), .lists([[8]])]
      case .texts: [.words(["a"]), .words(["b"])]
      case .experiment, .model, .dataset, .free: []
      }
    guard !candidates.isEmpty else { return nil }
    return try #require(candidates.first { $0 != value && domain.admits($0) })
  }
}
