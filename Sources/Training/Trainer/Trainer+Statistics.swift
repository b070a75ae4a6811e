internal import Datasets
internal import SweepModel

extension Trainer {
  /// From so many steps on, running statistics hold less than 1e-3 of the mean 0 and variance 1 that they start from:
  /// each step keeps 0.9 of what they were, and 0.9^66 is 9.6e-4.
  package static let settledSteps = 66

  /// Whether batch normalisation is measured with statistics of all training rows, as its running ones still hold some of
  /// what they start from. Those that came with given weights are taken as they are.
  package var isMeasuredByAllRows: Bool {
    plan.network.normalization == .batch && startsFresh && steps < Self.settledSteps
  }

  /// What `body` finds of the network as it is measured; training then goes on as it was.
  package func whileMeasured<Found>(_ body: () throws -> Found) rethrows -> Found {
    guard isMeasuredByAllRows, trainedStatistics == nil else { return try body() }
    let trained = Array(memory.statistics)
    trainedStatistics = trained
    memory.fillStatistics(of: data.train)
    defer {
      _ = memory.statistics.update(fromContentsOf: trained)
      trainedStatistics = nil
    }
    return try body()
  }

  /// Takes these values, as `values(of:)` lists them, of arrays that fit the plan.
  package func take(_ values: [[Float]], of role: ArrayRole) {
    let places = memory.layers.compactMap { layer in
      layer.remembered[role] ?? layer.learned[role].map { .init(start: $0.values, count: $0.count) }
    }
    precondition(places.map(\.count) == values.map(\.count), "values are checked against the plan")
    for (place, values) in zip(places, values) { _ = place.update(fromContentsOf: values) }
    noteStatistics()
  }

  /// Whether what batch normalisation remembers is what it starts from.
  func noteStatistics() {
    startsFresh = memory.layers.allSatisfy { layer in
      layer.remembered.allSatisfy { role, numbers in numbers.allSatisfy { $0 == role.start } }
    }
  }
}

extension NetworkMemory {
  /// Gives every batch normalisation, first to last, mean and variance of all that enters it from these rows: each is of
  /// what the ones below give with theirs. The layers below run again for each, chunk by chunk, and nothing is kept.
  func fillStatistics(of samples: Samples) {
    samples.withPointers { inputs, _ in
      for place in 0..<network.count {
        guard case .normalization(let layer) = network.layers[place], let running = layer.running else {
          continue
        }
        var moments = ColumnMoments(columns: layer.channels)
        forEachChunk(of: samples.rows) { start, rows in
          let images = inputs.rows(start, rows, self.inputs)
          network.forward(rows, through: 0..<place, from: images, .running)
          moments.add(layer.normal, rows: rows * layer.places)
        }
        for column in 0..<layer.channels {
          running.mean[column] = Float(moments.means[column])
          running.variance[column] = Float(moments.squares[column] / Double(moments.rows))
        }
      }
    }
  }
}

/// Mean of each column, and sum of the squared distances from it, over rows that come in pieces: each piece about its own
/// mean, then joined (Chan, Golub and LeVeque 1979), in double.
private struct ColumnMoments {
  private(set) var rows = 0
  private(set) var means: [Double]
  private(set) var squares: [Double]

  init(columns: Int) {
    means = Array(repeating: 0, count: columns)
    squares = means
  }

  mutating func add(_ values: UnsafePointer<Float>, rows: Int) {
    let columns = means.count
    var (sums, spread) = (Array(repeating: 0.0, count: columns), Array(repeating: 0.0, count: columns))
    for row in 0..<rows {
      for column in 0..<columns { sums[column] += Double(values[row * columns + column]) }
    }
    for column in 0..<columns { sums[column] /= Double(rows) }
    for row in 0..<rows {
      for column in 0..<columns {
        let distance = Double(values[row * columns + column]) - sums[column]
        spread[column] += distance * distance
      }
    }
    let share = Double(rows) / Double(self.rows + rows)
    for column in 0..<columns {
      let step = sums[column] - means[column]
      means[column] += step * share
      squares[column] += spread[column] + step * step * share * Double(self.rows)
    }
    self.rows += rows
  }
}
