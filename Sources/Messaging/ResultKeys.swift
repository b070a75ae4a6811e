internal import SweepModel

/// The keys of figures in a result's JSON, in the order of their text, with quotes and colon.
enum ResultKeys {
  struct Key<Figure: Sendable>: Sendable {
    let figure: Figure
    let text: [UInt8]
  }

  static let ofTrial = keys(TrialFigure.allCases)
  static let ofLayer = keys(LayerFigure.allCases)

  private static func keys<Figure: RawRepresentable<String>>(_ figures: [Figure]) -> [Key<Figure>] {
    figures.sorted { $0.rawValue < $1.rawValue }
      .map { Key(figure: $0, text: Array("\"\($0.rawValue)\":".utf8)) }
  }
}
