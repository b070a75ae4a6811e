import CProducts
import SweepModel
import Testing

/// A layer with random images, weights and gradient of its output, in -1 ..< 1.
struct Layer: CustomTestStringConvertible {
  var shape: convolution_shape
  var input, weights, outputGradient: [Float]

  var rows: Int { (shape.height + 2 * shape.padding - shape.kernel) / shape.stride + 1 }
  var columns: Int { (shape.width + 2 * shape.padding - shape.kernel) / shape.stride + 1 }

  init(
    images: Int = 2, _ height: Int, _ width: Int, channels: Int, filters: Int, kernel: Int, stride: Int = 1,
    padding: Int
  ) {
    shape = convolution_shape(
      images: images, height: height, width: width, channels: channels, filters: filters, kernel: kernel,
      stride: stride, padding: padding)
    (input, weights, outputGradient) = ([], [], [])
    var stream = RandomStream(seed: height + 31 * width + 7 * channels + 5 * filters + kernel, for: .test)
    func some(_ count: Int) -> [Float] { (0..<count).map { _ in Float(2 * stream.uniform() - 1) } }
    input = some(images * height * width * channels)
    weights = some(kernel * kernel * channels * filters)
    outputGradient = some(images * rows * columns * filters)
  }

  var testDescription: String {
    "\(shape.images) of \(shape.height) x \(shape.width), \(shape.channels) to \(shape.filters), "
      + "kernel \(shape.kernel) / \(shape.stride), padding \(shape.padding)"
  }

  /// The images from `first` on, `count` of them.
  func part(_ first: Int, _ count: Int) -> Layer {
    var part = self
    func cut(_ all: [Float]) -> [Float] {
      let size = all.count / shape.images
      return Array(all[first * size..<(first + count) * size])
    }
    part.shape.images = count
    (part.input, part.outputGradient) = (cut(input), cut(outputGradient))
    return part
  }
}

/// What a layer's three passes give.
struct Passes<Number: FloatingPoint>: Equatable {
  var output, inputGradient, weightGradient: [Number]
}

extension Layer {
  private static let guardValue: Float = -77

  /// `count` floats that `body` writes; before, they are NaN. What lies behind them must not change.
  private static func written(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    var floats = [Float](repeating: .nan, count: count) + [Float](repeating: guardValue, count: 64)
    floats.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    #expect(floats[count...].allSatisfy { $0 == guardValue })
    return Array(floats[..<count])
  }

  func passes(by variant: products_variant) -> Passes<Float> {
    var shape = shape
    let room = convolution_scratch(&shape)
    func scratch(_ body: (UnsafeMutablePointer<Float>) -> Void) { _ = Self.written(room, body) }
    return Passes(
      output: Self.written(outputGradient.count) { out in
        scratch { convolution_forward(variant, &shape, input, weights, out, $0) }
      },
      inputGradient: Self.written(input.count) { out in
        scratch { convolution_data_gradient(variant, &shape, outputGradient, weights, out, $0) }
      },
      weightGradient: Self.written(weights.count) { out in
        scratch { convolution_weight_gradient(variant, &shape, input, outputGradient, out, $0) }
      })
  }

  /// The same by loops in double, one product of input, weight and gradient of the output after the other.
  func exactPasses() -> Passes<Double> {
    var output = [Double](repeating: 0, count: outputGradient.count)
    var inputGradient = [Double](repeating: 0, count: input.count)
    var weightGradient = [Double](repeating: 0, count: weights.count)
    output.withUnsafeMutableBufferPointer { output in
      inputGradient.withUnsafeMutableBufferPointer { inputGradient in
        weightGradient.withUnsafeMutableBufferPointer { weightGradient in
          eachProduct { x, w, y in
            output[y] += Double(input[x]) * Double(weights[w])
            inputGradient[x] += Double(outputGradient[y]) * Double(weights[w])
            weightGradient[w] += Double(input[x]) * Double(outputGradient[y])
          }
        }
      }
    }
    return Passes(output: output, inputGradient: inputGradient, weightGradient: weightGradient)
  }

  /// Calls `body` with the places of each input and weight whose product is part of an output, and of that output.
  func eachProduct(_ body: (_ x: Int, _ w: Int, _ y: Int) -> Void) {
    for place in 0..<outputGradient.count / shape.filters {
      let (image, row, column) = (
        place / (rows * columns), place / columns % rows * shape.stride - shape.padding,
        place % columns * shape.stride - shape.padding
      )
      for tap in 0..<shape.kernel * shape.kernel {
        let (h, w) = (row + tap / shape.kernel, column + tap % shape.kernel)
        guard 0..<shape.height ~= h, 0..<shape.width ~= w else { continue }
        for channel in 0..<shape.channels {
          let x = ((image * shape.height + h) * shape.width + w) * shape.channels + channel
          let weight = (tap * shape.channels + channel) * shape.filters
          var filter = 0
          while filter < shape.filters {
            body(x, weight + filter, place * shape.filters + filter)
            filter += 1
          }
        }
      }
    }
  }
}

/// How far floats are from doubles, over the root mean square of those.
struct Distance {
  var mean = 0.0
  var most = 0.0

  init(_ found: [Float], _ expected: [Double]) {
    let scale = (expected.reduce(0) { $0 + $1 * $1 } / Double(expected.count)).squareRoot()
    let errors = zip(found, expected).map { abs(Double($0) - $1) }
    let mean = (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    // NaN is far away, and a tensor that must be 0 has no scale.
    self.mean = mean == 0 ? 0 : mean.isNaN ? .infinity : mean / scale
    most = mean == 0 ? 0 : mean.isNaN ? .infinity : errors.max()! / scale
  }
}
