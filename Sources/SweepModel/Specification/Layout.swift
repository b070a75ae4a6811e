/// Where the values of such a specification stand: the parameters that mean something to one kind of experiment with one
/// model on one kind of data, sorted by name as in the canonical text.
final class Layout: Sendable {
  let source: DataSource
  let model: NetworkModel
  let declarations: [Declaration]
  /// Defaults that follow from nothing; `nil` where there are none.
  let blank: [ParameterValue?]
  /// Values that the text leaves out, at the places of their parameters.
  let unwritten: [ParameterValue?]
  /// The place of each declaration, by ordinal; -1 for one that is not here.
  private let places: [Int16]

  init(
    _ source: DataSource, _ model: NetworkModel, _ declarations: [Declaration],
    defaults: [Declaration: ParameterValue]
  ) {
    let sorted = declarations.sorted { $0.name < $1.name }
    (self.source, self.model) = (source, model)
    self.declarations = sorted
    blank = sorted.map { defaults[$0] ?? $0.standard.fixed }
    unwritten = sorted.map {
      if case .unwritten(let value) = $0.standard { value } else { nil }
    }
    var places = [Int16](repeating: -1, count: (sorted.map(\.ordinal).max() ?? -1) + 1)
    for (place, declaration) in sorted.enumerated() { places[declaration.ordinal] = Int16(place) }
    self.places = places
  }

  func place(of declaration: Declaration) -> Int? {
    guard declaration.ordinal < places.count else { return nil }
    let place = places[declaration.ordinal]
    return place < 0 ? nil : Int(place)
  }
}
