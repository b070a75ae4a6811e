package import LinearAlgebra
internal import SweepModel

/// One layer's parameters: weights out x in, the others one entry an output or none.
package struct LayerParameters: Equatable, Sendable {
  package var weights: Matrix<Float>
  package var bias: [Float]
  /// Of the normalisation.
  package var scale: [Float]
  package var shift: [Float]
  package var runningMean: [Float]
  package var runningVariance: [Float]
}

extension Trainer {
  /// The weights, out x in, first layer to last.
  package var weights: [Matrix<Float>] { layers.map(\.weights) }

  package var layers: [LayerParameters] {
    (0..<plan.depth).map { index in
      let layer = memory.network.layers[index]
      let remembered = plan.normalizes(index) && plan.normalization == .batch ? layer.outputs : 0
      return LayerParameters(
        weights: Matrix(rows: layer.outputs, columns: layer.inputs, entries: layer.weights.entries),
        bias: layer.bias.entries, scale: layer.scale.entries, shift: layer.shift.entries,
        runningMean: Array(UnsafeBufferPointer(start: layer.runningMean, count: remembered)),
        runningVariance: Array(UnsafeBufferPointer(start: layer.runningVariance, count: remembered)))
    }
  }

  /// A copy of all that training changes.
  package var state: TrainingState {
    TrainingState(
      epoch: epoch, steps: steps, rateSum: rateSum, startLoss: startLoss, shuffling: epochStream,
      rowsDone: rowsDone, lossSum: lossSum, parameters: .init(memory.arrays.gathered { $0.values }),
      moments: moments.map { moment in .init(memory.arrays.gathered { $0[keyPath: moment] }) },
      statistics: .init(Array(memory.statistics)), moves: quasiNewton.moves.map { .init($0) },
      changes: quasiNewton.changes.map { .init($0) })
  }

  /// Goes on from `state`: the same bits follow as where it was taken, in the middle of an epoch as well.
  ///
  /// - Throws: `.otherNetwork` when it was taken from another kind of network or optimiser.
  package func restore(_ state: TrainingState) throws(TrainingError) {
    let count = memory.arrays.reduce(0) { $0 + $1.count }
    let vectors = [state.parameters] + state.moments + state.moves + state.changes
    let expected = Array(repeating: count, count: 1 + moments.count) + [memory.statistics.count]
    let found = ([state.parameters] + state.moments + [state.statistics]).map(\.entries.count)
    guard found == expected, vectors.allSatisfy({ $0.entries.count == count }),
      state.moves.count == state.changes.count, (0...data.train.rows).contains(state.rowsDone)
    else { throw .otherNetwork(found: found, expected: expected) }
    memory.arrays.scatter(state.parameters.entries) { $0.values }
    for (moment, numbers) in zip(moments, state.moments) {
      memory.arrays.scatter(numbers.entries) { $0[keyPath: moment] }
    }
    _ = memory.statistics.update(fromContentsOf: state.statistics.entries)
    quasiNewton = LBFGS(moves: state.moves.map(\.entries), changes: state.changes.map(\.entries))
    adopt(state)
  }

  private var moments: [KeyPath<ParameterArray, UnsafeMutablePointer<Float>>] {
    Array([\ParameterArray.first, \ParameterArray.second].prefix(plan.optimizer.momentCount))
  }
}

extension ParameterArray {
  var entries: [Float] { Array(UnsafeBufferPointer(start: values, count: count)) }
}
