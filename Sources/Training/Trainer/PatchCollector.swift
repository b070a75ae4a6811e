internal import Datasets
package import LinearAlgebra
internal import SweepModel

/// Adds up a layer's patches.
struct PatchCollector {
  private let convolution: Convolution?
  private let array: ParameterArray
  private var gradient: Matrix<Double>
  private var sums: ClassSums
  /// Of each class; empty where nothing is asked of classes.
  private var rows: [Int]

  /// `nil` for a layer without a map. With no classes there are none of a class.
  init?(_ layer: Layer, classes: Int) {
    let (outputs, patch): (Int, Int)
    switch layer {
    case .affine(let layer):
      (convolution, array, outputs, patch) = (nil, layer.matrix, layer.outputs, layer.inputs)
    case .convolution(let layer):
      let shape = layer.convolution
      (convolution, array, outputs) = (shape, layer.kernel, shape.filters)
      patch = shape.kernel * shape.kernel * shape.channels
    default: return nil
    }
    rows = Array(repeating: 0, count: classes)
    gradient = Matrix(rows: outputs, columns: patch, repeating: 0)
    sums = (
      deltas: Matrix(rows: classes, columns: outputs, repeating: 0),
      means: Matrix(rows: classes, columns: patch, repeating: 0)
    )
  }

  private var places: Int { convolution.map { $0.outputHeight * $0.outputWidth } ?? 1 }

  /// - Parameters:
  ///   - delta: rows x places x out, by the mean over all N rows.
  ///   - features: what entered the layer for these rows.
  ///   - classes: of these rows.
  mutating func add(
    delta: UnsafePointer<Float>, features: UnsafePointer<Float>, classes: some RandomAccessCollection<Int>
  ) {
    addGradient()
    if rows.isEmpty { return }
    let outputs = gradient.rows
    for (row, number) in classes.enumerated() {
      rows[number] += 1
      for place in 0..<places {
        let line = delta + (row * places + place) * outputs
        for output in 0..<outputs { sums.deltas[number, output] += Double(line[output]) }
      }
      addPatches(features, row, to: number)
    }
  }

  /// The mean patches in place of their sums.
  consuming func finished() -> PatchSums {
    for (number, count) in rows.enumerated() where count > 0 {
      for column in 0..<sums.means.columns { sums.means[number, column] /= Double(count * places) }
    }
    return (gradient, rows.isEmpty ? nil : sums)
  }

  /// That of these rows lies where a step would read it: of a convolution as kernel x kernel x in x out.
  private mutating func addGradient() {
    let (outputs, patch) = (gradient.rows, gradient.columns)
    for output in 0..<outputs {
      for column in 0..<patch {
        let place = convolution == nil ? output * patch + column : column * outputs + output
        gradient[output, column] += Double(array.gradient[place])
      }
    }
  }

  private mutating func addPatches(_ features: UnsafePointer<Float>, _ row: Int, to number: Int) {
    guard let shape = convolution else {
      let width = sums.means.columns
      for column in 0..<width { sums.means[number, column] += Double(features[row * width + column]) }
      return
    }
    let (size, channels) = (shape.kernel, shape.channels)
    let image = features + row * shape.height * shape.width * channels
    for tap in 0..<size * size {
      for place in 0..<places {
        let line = place / shape.outputWidth * shape.stride + tap / size - shape.padding
        let column = place % shape.outputWidth * shape.stride + tap % size - shape.padding
        guard (0..<shape.height).contains(line), (0..<shape.width).contains(column) else { continue }
        let numbers = image + (line * shape.width + column) * channels
        for channel in 0..<channels {
          sums.means[number, tap * channels + channel] += Double(numbers[channel])
        }
      }
    }
  }
}

extension Trainer {
  /// Of every layer that is measured, by their numbers; those of classes only where they are asked for, of the layers whose
  /// maps end in as few places as that of the last convolution, the last stage and what follows it. Further down a
  /// class would be one cluster only if its patches agreed at all places.
  ///
  /// `nil` with batch normalisation, where no gradient over all rows is what training follows.
  /// - Parameters:
  ///   - classes: of the training rows, numbered from 0, and how many there are.
  ///   - everywhere: whether layers are wanted of which no class is.
  package func patches(of classes: (labels: [Int], count: Int)?, everywhere: Bool) -> [Int: PatchSums]? {
    guard plan.network.normalization != .batch else { return nil }
    let seen = plan.layers.indices.filter { plan.layers[$0].facts.view != nil }
    let late = classes == nil ? [] : late(of: seen)
    var collectors: [Int: PatchCollector] = [:]
    for place in everywhere ? seen : late {
      let count = late.contains(place) ? classes?.count : nil
      collectors[place] = PatchCollector(memory.network.layers[place], classes: count ?? 0)
    }
    let labels = classes?.labels ?? Array(repeating: 0, count: data.train.rows)
    data.train.withPointers { inputs, targets in
      memory.forEachGradient(inputs, targets, data.train.rows) { place, start, rows, delta, features in
        collectors[place]?.add(delta: delta, features: features, classes: labels[start..<start + rows])
      }
    }
    let numbered = seen.enumerated().compactMap { number, place in
      collectors.removeValue(forKey: place).map { (number + 1, $0.finished()) }
    }
    return Dictionary(uniqueKeysWithValues: numbered)
  }

  private func late(of seen: [Int]) -> [Int] {
    let facts = plan.layers.map(\.facts)
    guard let last = seen.last(where: { facts[$0] is ConvolutionPlan }) else { return seen }
    return seen.filter { facts[$0].output.places <= facts[last].output.places }
  }
}
