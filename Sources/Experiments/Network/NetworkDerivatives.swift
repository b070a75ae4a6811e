internal import LinearAlgebra
internal import SweepModel
internal import Training

/// Exact derivatives of one network over its samples, in double, as its layers ask for them.
final class NetworkDerivatives {
  /// Bytes of deltas that are kept at once; layers beyond it cost another pass.
  static let deltaBytes = 1 << 28

  /// lambda of a decay that is part of the gradient; `nil` where there is none.
  let weightDecay: Double?
  private let function: NetworkFunction
  private let inputs: StoredMatrix
  private let targets: StoredMatrix
  private let loss: Loss
  private var agops: [Matrix<Double>]?
  private var deltas: (first: Int, matrices: [Matrix<Double>]) = (1, [])

  /// - Parameters:
  ///   - inputs, targets: N x what enters the network, and N x outputs.
  ///   - loss: of which the deltas are.
  init(
    of function: NetworkFunction, inputs: StoredMatrix, targets: StoredMatrix, loss: Loss,
    weightDecay: Double?
  ) {
    (self.function, self.inputs, self.targets) = (function, inputs, targets)
    (self.loss, self.weightDecay) = (loss, weightDecay)
  }

  /// The AGOP of what enters linear map `layer`, from 1. `progress` is called every chunk of samples.
  func agop(layer: Int, progress: () throws -> Void) throws -> Matrix<Double> {
    if let agops { return agops[layer - 1] }
    let all = try inputs.withView { try function.agop($0, progress: progress) }
    agops = all
    return all[layer - 1]
  }

  /// (1/N) sum of J J', t x t, J the Jacobian of the outputs by the inputs.
  func outputGradients(progress: () throws -> Void) throws -> Matrix<Double> {
    try inputs.withView { try function.outputGradients($0, progress: progress) }
  }

  /// d l_i / d (output of linear map `layer`), N x out.
  func deltas(layer: Int, progress: () throws -> Void) throws -> Matrix<Double> {
    if deltas.matrices.indices.contains(layer - deltas.first) { return deltas.matrices[layer - deltas.first] }
    deltas.matrices = []
    let layers = layer...lastTogether(from: layer)
    let found = try inputs.withView { inputs in
      try targets.withView { targets in
        try function.deltas(of: loss, inputs, targets: targets, layers: layers, progress: progress)
      }
    }
    deltas = (layer, found)
    return found[0]
  }

  /// The last layer whose deltas fit beside those from `first` on.
  private func lastTogether(from first: Int) -> Int {
    let rows = inputs.rows
    var (last, bytes) = (first, 8 * rows * function.weights[first - 1].rows)
    while last < function.depth {
      bytes += 8 * rows * function.weights[last].rows
      if bytes > Self.deltaBytes { break }
      last += 1
    }
    return last
  }
}
