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
  /// The same of a program's own parameters, which have no bounded number.
  private let ownPlaces: [Declaration: Int]

  convenience init(
    _ source: DataSource, _ model: NetworkModel, _ declarations: [Declaration],
    defaults: [Declaration: ParameterValue]
  ) {
    let sorted = declarations.sorted { $0.name < $1.name }
    self.init(source, model, sorted: sorted, blank: sorted.map { defaults[$0] ?? $0.standard.fixed })
  }

  /// - Parameter arguments: sorted by path, which stands before every declared name in the text.
  convenience init(_ layout: Layout, with arguments: [Declaration]) {
    self.init(
      layout.source, layout.model, sorted: arguments + layout.declarations,
      blank: arguments.map { _ in nil } + layout.blank)
  }

  private init(
    _ source: DataSource, _ model: NetworkModel, sorted: [Declaration], blank: [ParameterValue?]
  ) {
    (self.source, self.model, declarations, self.blank) = (source, model, sorted, blank)
    unwritten = sorted.map {
      if case .unwritten(let value) = $0.standard { value } else { nil }
    }
    let declared = sorted.filter(\.path.isEmpty)
    var places = [Int16](repeating: -1, count: (declared.map(\.ordinal).max() ?? -1) + 1)
    var ownPlaces: [Declaration: Int] = [:]
    for (place, declaration) in sorted.enumerated() {
      if declaration.path.isEmpty {
        places[declaration.ordinal] = Int16(place)
      } else {
        ownPlaces[declaration] = place
      }
    }
    (self.places, self.ownPlaces) = (places, ownPlaces)
  }

  func place(of declaration: Declaration) -> Int? {
    guard declaration.path.isEmpty else { return ownPlaces[declaration] }
    guard declaration.ordinal < places.count else { return nil }
    let place = places[declaration.ordinal]
    return place < 0 ? nil : Int(place)
  }
}
