internal import CKernels
internal import LinearAlgebra
package import SweepModel

/// One number a channel for each of some windows of places.
package struct PoolPlan: LayerFacts, Hashable {
  package enum Kind: Hashable, Sendable {
    /// PyTorch's `MaxPool2d`; the gradient goes to the first of equals in row order.
    case max(size: Int, stride: Int, padding: Int)
    /// PyTorch's `AvgPool2d`; padding counts as zeros.
    case average(size: Int, stride: Int, padding: Int)
    /// PyTorch's `AdaptiveAvgPool2d`, whose windows overlap where the map does not divide; 1 x 1 is the mean over all.
    case adaptiveAverage(height: Int, width: Int)
  }

  package let name: String
  package let kind: Kind
  package let input: TensorShape

  package init(name: String, kind: Kind, input: TensorShape) {
    (self.name, self.kind, self.input) = (name, kind, input)
  }

  package var output: TensorShape {
    switch kind {
    case .max(let size, let stride, let padding), .average(let size, let stride, let padding):
      TensorShape(
        height: Convolution.extent(input.height + 2 * padding, window: size, stride: stride),
        width: Convolution.extent(input.width + 2 * padding, window: size, stride: stride),
        channels: input.channels)
    case .adaptiveAverage(let height, let width):
      TensorShape(height: height, width: width, channels: input.channels)
    }
  }

  /// What it gives, and where each largest entry stood.
  package func buffers(rows: Int) -> [Int] {
    if case .max = kind { return [rows * output.count, rows * output.count] }
    return [rows * output.count]
  }

  package var handsBackInPlace: Bool { false }
}

struct PoolLayer {
  let output: UnsafeMutablePointer<Float>
  private let kind: Kind

  /// Of any number of images.
  private enum Kind {
    case max(kernels_pool, places: UnsafeMutablePointer<Int32>)
    case average(kernels_pool)
    case adaptiveAverage(kernels_adaptive_pool)
  }

  init(_ plan: PoolPlan, _ memory: LayerMemory) {
    let input = plan.input
    func windows(_ size: Int, _ stride: Int, _ padding: Int) -> kernels_pool {
      kernels_pool(
        images: 0, height: input.height, width: input.width, channels: input.channels, window: size,
        stride: stride, padding: padding)
    }
    output = memory.buffers[0]
    switch plan.kind {
    case .max(let size, let stride, let padding):
      let places = UnsafeMutableRawPointer(memory.buffers[1]).assumingMemoryBound(to: Int32.self)
      kind = .max(windows(size, stride, padding), places: places)
    case .average(let size, let stride, let padding): kind = .average(windows(size, stride, padding))
    case .adaptiveAverage(let height, let width):
      kind = .adaptiveAverage(
        kernels_adaptive_pool(
          images: 0, height: input.height, width: input.width, channels: input.channels, rows: height,
          columns: width))
    }
  }

  func forward(_ images: Int, from input: UnsafePointer<Float>) {
    switch kind {
    case .max(var pool, let places):
      pool.images = images
      kernels_max_pool(&pool, input, output, places)
    case .average(var pool):
      pool.images = images
      kernels_average_pool(&pool, input, output)
    case .adaptiveAverage(var pool):
      pool.images = images
      kernels_adaptive_average(&pool, input, output)
    }
  }

  func backward(_ images: Int, delta: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>?) {
    guard let result else { return }
    switch kind {
    case .max(var pool, let places):
      pool.images = images
      kernels_max_pool_backward(&pool, delta, places, result)
    case .average(var pool):
      pool.images = images
      kernels_average_pool_backward(&pool, delta, result)
    case .adaptiveAverage(var pool):
      pool.images = images
      kernels_adaptive_average_backward(&pool, delta, result)
    }
  }
}
