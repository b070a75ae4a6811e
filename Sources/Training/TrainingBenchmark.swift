internal import CKernels
package import Datasets
internal import Glibc
package import LinearAlgebra
internal import SweepModel

/// How fast training steps of chains are on this core, beside what the core can do; `ImageBenchmark` tells it of others.
///
/// - Operations of a step are counted as 6 x batch x weights, although the first layer needs no gradient of its inputs.
/// - Every metric is the best of many short slices: other work on the machine only ever slows a slice down.
package enum TrainingBenchmark {
  package struct Row: Hashable, Sendable {
    package let products: Products
    package let depth: Int
    package let width: Int
    package let batch: Int
    package let stepsPerSecond: Double
    package let gigaflops: Double
    /// Share of a step's time that its matrix products alone take, at most 1.
    package let productShare: Double
  }

  package struct Report: Hashable, Sendable {
    /// OpenBLAS's name of the kernels that ran.
    package let coreType: String
    /// Fused multiply-adds in registers on one core, in GFLOP/s, measured before and after the rows.
    package let peakGigaflops: Double
    package let rows: [Row]
  }

  package static let widths = [32, 64, 128, 256, 512, 1024]
  package static let batches = [128, 512]

  /// Networks of `depth` linear maps from 20 inputs to 10 outputs, trained on random rows for about
  /// `seconds` each, once by each of `products`. The process's own choice of products is back afterwards.
  package static func run(
    depth: Int = 8, widths: [Int] = widths, batches: [Int] = batches, products: [Products] = [BLAS.products],
    seconds: Double = 0.5
  ) throws(TrainingError) -> Report {
    let before = peak(seconds)
    var rows: [Row] = []
    let own = BLAS.products
    defer { BLAS.products = own }
    for batch in batches {
      for width in widths {
        for products in products {
          BLAS.products = products
          rows.append(try measure(depth, width, batch, seconds))
        }
      }
    }
    return Report(coreType: BLAS.coreType, peakGigaflops: max(before, peak(seconds)), rows: rows)
  }

  private static func measure(_ depth: Int, _ width: Int, _ batch: Int, _ seconds: Double)
    throws(TrainingError) -> Row
  {
    let plan = TrainingPlan(
      network: .dense(DenseNetwork(inputs: 20, width: width, outputs: 10, depth: depth)),
      rates: LearningRates(
        first: 1e-3, schedule: .milestones, milestones: [], factor: 1, warmupEpochs: 0, epochs: 1),
      momentum: 0.9, weightDecay: 1e-4, batchRows: batch)
    let data = try TrainingData(train: noise(rows: 8 * batch, plan.network.inputs, plan.network.outputs))
    let trainer = try Trainer(plan, data: data)
    let products = ProductsAlone(network: trainer.memory.network, rows: batch, inputs: trainer.memory.inputs)
    let steps = bestRate(seconds) {
      let before = trainer.steps
      _ = trainer.trainEpoch()
      return trainer.steps - before
    }
    let productsOnly = bestRate(seconds / 2) {
      for _ in 0..<8 { products.run() }
      return 8
    }
    let operations = 3 * batch * plan.layers.reduce(0) { $0 + $1.facts.operations }
    return Row(
      products: BLAS.products, depth: depth, width: width, batch: batch, stepsPerSecond: steps,
      gigaflops: Double(operations) * steps * 1e-9, productShare: min(steps / productsOnly, 1))
  }

  /// How often per second of this thread's processor time `work` is done; a call of `work` tells how often it did it.
  ///
  /// The best slice of about ten milliseconds. Time in which other programs had the core does not count, but what
  /// they left in its caches does.
  /// - Parameter rounds: slices at least, where one takes long.
  static func bestRate(_ seconds: Double, rounds: Int = 1, _ work: () -> Int) -> Double {
    _ = work()
    let start = processorSeconds()
    var best = 0.0
    var left = rounds
    repeat {
      let sliceStart = processorSeconds()
      var done = 0
      var elapsed = 0.0
      repeat {
        done += work()
        elapsed = processorSeconds() - sliceStart
      } while elapsed < 0.01
      best = max(best, Double(done) / elapsed)
      left -= 1
    } while left > 0 || processorSeconds() - start < seconds
    return best
  }

  package static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// Fused multiply-adds in registers, in GFLOP/s.
  package static func peak(_ seconds: Double = 0.5) -> Double {
    var operations = 0.0
    let rounds = 200_000
    let rate = bestRate(seconds) {
      operations = kernels_peak(rounds)
      return 1
    }
    return rate * operations * 1e-9
  }

  static func noise(rows: Int, _ inputs: Int, _ outputs: Int) -> Samples {
    var stream = RandomStream(seed: 0, for: .test)
    func matrix(_ columns: Int) -> Matrix<Float> {
      let entries = (0..<rows * columns).map { _ in Float(2 * stream.uniform() - 1) }
      return Matrix(rows: rows, columns: columns, entries: entries)
    }
    return Samples(inputs: matrix(inputs), targets: matrix(outputs))
  }
}

/// The matrix products of one step and nothing between them.
private struct ProductsAlone {
  let network: Network
  let rows: Int
  let inputs: UnsafeMutablePointer<Float>

  func run() {
    forEachAffine(0..<network.count) { layer, features, _ in layer.product(rows, from: features) }
    forEachAffine((0..<network.count).reversed()) { layer, features, way in
      layer.weightGradient(rows, delta: way.delta, features: features, accumulate: false)
      if let result = way.result { layer.inputGradient(rows, delta: way.delta, into: result) }
    }
  }

  private func forEachAffine(
    _ places: some Sequence<Int>, _ body: (AffineLayer, UnsafePointer<Float>, Network.Way) -> Void
  ) {
    for place in places {
      guard case .affine(let layer) = network.layers[place] else { continue }
      body(layer, network.features(of: place) ?? UnsafePointer(inputs), network.ways[place])
    }
  }
}
