import CKernels
import SweepModel
import Testing

/// A pool with images and the gradient of its output.
struct Pool: CustomTestStringConvertible {
  enum Kind: Hashable {
    case max(window: Int, stride: Int, padding: Int)
    case average(window: Int, stride: Int, padding: Int)
    case adaptive(rows: Int, columns: Int)
  }
  /// The pixels that an output takes along one axis, and the number that a sum over them is divided by.
  typealias Window = (pixels: Range<Int>, size: Int)

  var kind: Kind
  var images, height, width, channels: Int
  var input: [Float] = []
  var outputDelta: [Float] = []
  var rows: [Window] { windows(over: height) { rows, _ in rows } }
  var columns: [Window] { windows(over: width) { _, columns in columns } }

  /// Random values; few different ones, so that windows have several largest.
  init(_ kind: Kind, images: Int = 2, _ height: Int, _ width: Int, channels: Int) {
    (self.kind, self.images, self.height, self.width, self.channels) = (kind, images, height, width, channels)
    var stream = RandomStream(seed: height + 31 * width + 7 * channels, for: .test)
    func some(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.next() % 9) / 8 - 0.5 } }
    input = some(images * height * width * channels)
    outputDelta = some(images * rows.count * columns.count * channels)
  }

  var testDescription: String { "\(kind), \(images) of \(height) x \(width), \(channels) channels" }

  private func windows(over size: Int, _ choose: (Int, Int) -> Int) -> [Window] {
    switch kind {
    case .max(let window, let stride, let padding), .average(let window, let stride, let padding):
      return (0..<(size + 2 * padding - window) / stride + 1).map { output in
        let start = output * stride - padding
        return (Swift.max(0, start)..<min(size, start + window), window)
      }
    case .adaptive(let rows, let columns):
      let count = choose(rows, columns)
      return (0..<count).map { output in
        let pixels = output * size / count..<((output + 1) * size + count - 1) / count
        return (pixels, pixels.count)
      }
    }
  }
}

/// What a pool gives; places for the largest alone.
struct PoolPasses<Number: Equatable>: Equatable {
  var output, delta: [Number]
  var places: [Int32] = []
}

extension Pool {
  private static func written(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    var floats = [Float](repeating: .nan, count: count) + [-77]
    floats.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    #expect(floats[count] == -77)
    return Array(floats[..<count])
  }

  func passes() -> PoolPasses<Float> {
    switch kind {
    case .max(let window, let stride, let padding):
      var pool = windowed(window, stride, padding)
      var places = [Int32](repeating: -1, count: outputDelta.count)
      let output = Self.written(outputDelta.count) { kernels_max_pool(&pool, input, $0, &places) }
      let delta = Self.written(input.count) { kernels_max_pool_backward(&pool, outputDelta, places, $0) }
      return PoolPasses(output: output, delta: delta, places: places)
    case .average(let window, let stride, let padding):
      var pool = windowed(window, stride, padding)
      return PoolPasses(
        output: Self.written(outputDelta.count) { kernels_average_pool(&pool, input, $0) },
        delta: Self.written(input.count) { kernels_average_pool_backward(&pool, outputDelta, $0) })
    case .adaptive(let rows, let columns):
      var pool = kernels_adaptive_pool(
        images: images, height: height, width: width, channels: channels, rows: rows, columns: columns)
      return PoolPasses(
        output: Self.written(outputDelta.count) { kernels_adaptive_average(&pool, input, $0) },
        delta: Self.written(input.count) { kernels_adaptive_average_backward(&pool, outputDelta, $0) })
    }
  }

  private func windowed(_ window: Int, _ stride: Int, _ padding: Int) -> kernels_pool {
    kernels_pool(
      images: images, height: height, width: width, channels: channels, window: window, stride: stride,
      padding: padding)
  }

  /// The same by loops in double.
  func exactPasses() -> PoolPasses<Double> {
    var exact = PoolPasses(
      output: [Double](repeating: 0, count: outputDelta.count),
      delta: [Double](repeating: 0, count: input.count))
    for image in 0..<images {
      for (row, vertical) in rows.enumerated() {
        for (column, horizontal) in columns.enumerated() {
          for channel in 0..<channels {
            let y = ((image * rows.count + row) * columns.count + column) * channels + channel
            let pixels = vertical.pixels.flatMap { row in horizontal.pixels.map { row * width + $0 } }
            func place(_ pixel: Int) -> Int { (image * height * width + pixel) * channels + channel }
            if case .max = kind {
              let most = pixels.map { input[place($0)] }.max()!
              let winner = pixels.first { input[place($0)] == most }!
              exact.output[y] = Double(most)
              exact.delta[place(winner)] += Double(outputDelta[y])
              exact.places.append(Int32(winner))
            } else {
              let size = Double(vertical.size * horizontal.size)
              for pixel in pixels {
                exact.output[y] += Double(input[place(pixel)]) / size
                exact.delta[place(pixel)] += Double(outputDelta[y]) / size
              }
            }
          }
        }
      }
    }
    return exact
  }
}
