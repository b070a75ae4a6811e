package import Datasets
package import LinearAlgebra
internal import SweepModel

extension Trainer {
  /// The weights, out x in, first layer to last.
  package var weights: [Matrix<Float>] {
    zip(plan.shapes(of: .matrix), values(of: .matrix)).map {
      Matrix(rows: $0[0], columns: $0[1], entries: $1)
    }
  }

  /// Of each layer that has such an array, first to last.
  package func values(of role: ArrayRole) -> [[Float]] {
    memory.layers.compactMap { $0.learned[role]?.entries ?? $0.remembered[role].map(Array.init) }
  }

  /// A copy of all that training changes.
  package var state: TrainingState {
    TrainingState(
      epoch: epoch, steps: steps, rateSum: rateSum, startLoss: startLoss, shuffling: epochStream,
      rowsDone: rowsDone, lossSum: lossSum, parameters: .init(memory.arrays.gathered { $0.values }),
      moments: moments.map { moment in .init(memory.arrays.gathered { $0[keyPath: moment] }) },
      statistics: .init(trainedStatistics ?? Array(memory.statistics)),
      moves: quasiNewton.moves.map { .init($0) },
      changes: quasiNewton.changes.map { .init($0) })
  }

  /// Goes on from `state`: the same bits follow as where it was taken, in the middle of an epoch as well.
  ///
  /// - Throws: `.otherNetwork` when it was taken from another kind of network or optimiser.
  package func restore(_ state: TrainingState) throws(TrainingError) {
    let count = memory.arrays.reduce(0) { $0 + $1.count }
    let vectors = [state.parameters] + state.moments + state.moves + state.changes
    let expected = Array(repeating: count, count: 1 + moments.count) + [memory.statistics.count]
    // Earlier versions wrote zeros for a last hidden layer that is not normalised.
    let statistics = state.statistics.entries
    let remembered =
      statistics.dropFirst(memory.statistics.count).allSatisfy { $0 == 0 }
      ? statistics.prefix(memory.statistics.count) : statistics[...]
    let found = ([state.parameters] + state.moments).map(\.entries.count) + [remembered.count]
    guard found == expected, vectors.allSatisfy({ $0.entries.count == count }),
      state.moves.count == state.changes.count, (0...data.train.rows).contains(state.rowsDone)
    else { throw .otherNetwork(found: found, expected: expected) }
    memory.arrays.scatter(state.parameters.entries) { $0.values }
    for (moment, numbers) in zip(moments, state.moments) {
      memory.arrays.scatter(numbers.entries) { $0[keyPath: moment] }
    }
    _ = memory.statistics.update(fromContentsOf: remembered)
    quasiNewton = LBFGS(moves: state.moves.map(\.entries), changes: state.changes.map(\.entries))
    adopt(state)
  }

  func forgetMoments() {
    for array in memory.arrays {
      for moment in moments { array[keyPath: moment].update(repeating: 0, count: array.count) }
    }
    quasiNewton = LBFGS()
  }

  private var moments: [KeyPath<ParameterArray, UnsafeMutablePointer<Float>>] {
    Array([\ParameterArray.first, \ParameterArray.second].prefix(plan.optimizer.momentCount))
  }
}
