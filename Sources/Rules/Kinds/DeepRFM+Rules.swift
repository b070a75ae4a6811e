internal import SweepModel

extension KindRules {
  /// A layer of N samples of d features and K classes: distances and their exponentials (N x N), a Cholesky factor
  /// (N^3 / 3), gradients of K outputs (2 N^2 d + N d^2 each), the root of a d x d matrix, a random map. Double precision takes
  /// twice the time.
  static let deepRFM = KindRules(kind: .deepRFM, rules: .data + .kernels + .dataLimits + .classes) {
    spec, shape in
    let (rows, classes, width) = (Double(shape.trainRows), Double(shape.targets), Double(spec[.width] ?? 1))
    let projects = spec[.projection] != Projection.none
    func layer(_ columns: Double) -> Double {
      let kernel = 2 * rows * rows * columns + rows * rows * rows / 3
      let outputs = projects ? classes * (2 * rows * rows * columns + rows * columns * columns) : 0
      let root = projects ? 40 * columns * columns * columns : 0
      return 2 * (kernel + outputs + root + 2 * rows * columns * width) + 1500 * rows * rows
    }
    return layer(Double(shape.inputs)) + Double((spec[.depth] ?? 1) - 1) * layer(width)
  }
}

extension [Rule] {
  /// A kernel machine holds four matrices of rows x rows doubles, and factors one of them in a single call, during which a
  /// trial does not say that it moves.
  private static let mostRows = 10_000
  /// Columns of a layer: the root of a matrix of that order is a single call as well.
  private static let mostColumns = 4096

  fileprivate static let kernels = [
    Rule([Parameter.frequencyScale, Parameter.featureMap]) { cell in
      guard let scale = cell[.frequencyScale], cell[.featureMap] != .cosine else { return nil }
      return "'frequency_scale' is \(scale.plain), which means nothing to feature_map 'relu'. Remove it."
    },
    Rule([Parameter.width, Parameter.dataset]) { cell in
      guard let width = cell[.width], width > mostColumns else { return nil }
      return "'width' is \(width), and a kernel machine takes the root of a matrix of width x width: at most "
        + "\(mostColumns). Lower it."
    },
    Rule([Parameter.inputs, Parameter.dataset]) { cell in
      guard let inputs = cell.shape?.inputs, inputs > mostColumns else { return nil }
      return
        "the data have \(inputs) inputs, and a kernel machine takes the root of a matrix of inputs x inputs: at most "
        + "\(mostColumns). Give fewer columns."
    },
    Rule([Parameter.samples, Parameter.dataset]) { cell in
      guard let rows = cell.shape?.trainRows, rows > mostRows else { return nil }
      return
        "there are \(rows) rows, and a kernel machine holds four matrices of rows x rows doubles: at most \(mostRows) "
        + "rows. Lower 'samples'."
    },
  ]
}
