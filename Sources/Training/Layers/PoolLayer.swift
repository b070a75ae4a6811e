internal import CKernels

/// One number a channel for each of some windows of places.
package struct PoolPlan: LayerFacts, Hashable {
  package enum Kind: Hashable, Sendable {
    /// PyTorch's `MaxPool2d`; the gradient goes to the first of equals in row order.
    case max(size: Int, stride: Int, padding: Int)
    /// PyTorch's `AvgPool2d` without padding.
    case average(size: Int, stride: Int)
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
    case .max(let size, let stride, let padding):
      TensorShape(
        height: (input.height + 2 * padding - size) / stride + 1,
        width: (input.width + 2 * padding - size) / stride + 1, channels: input.channels)
    case .average(let size, let stride):
      TensorShape(
        height: (input.height - size) / stride + 1, width: (input.width - size) / stride + 1,
        channels: input.channels)
    case .adaptiveAverage(let height, let width):
      TensorShape(height: height, width: width, channels: input.channels)
    }
  }

  /// What it gives, and where each largest entry stood or where each window begins and ends.
  package func buffers(rows: Int) -> [Int] {
    if case .max = kind { return [rows * output.count, rows * output.count] }
    return [rows * output.count, 2 * (output.height + output.width)]
  }

  package var handsBackInPlace: Bool { false }

  /// Of each place along one side, the first of its window and the one after the last.
  fileprivate func windows(_ input: Int, _ output: Int) -> [UInt32] {
    (0..<output).flatMap { place -> [UInt32] in
      switch kind {
      case .max(let size, let stride, _), .average(let size, let stride):
        [UInt32(place * stride), UInt32(place * stride + size)]
      case .adaptiveAverage:
        [UInt32(place * input / output), UInt32(((place + 1) * input + output - 1) / output)]
      }
    }
  }
}

struct PoolLayer {
  let input: TensorShape
  let shape: TensorShape
  let output: UnsafeMutablePointer<Float>
  private let kind: Kind

  private enum Kind {
    case max(kernels_window, choice: UnsafeMutablePointer<UInt32>)
    case average(rows: UnsafePointer<UInt32>, columns: UnsafePointer<UInt32>)
  }

  init(_ plan: PoolPlan, _ memory: LayerMemory) {
    (input, shape, output) = (plan.input, plan.output, memory.buffers[0])
    let numbers = UnsafeMutableRawPointer(memory.buffers[1]).assumingMemoryBound(to: UInt32.self)
    if case .max(let size, let stride, let padding) = plan.kind {
      kind = .max(kernels_window(size: size, stride: stride, padding: padding), choice: numbers)
      return
    }
    let rows = plan.windows(input.height, shape.height)
    let all = rows + plan.windows(input.width, shape.width)
    for (place, number) in all.enumerated() { numbers[place] = number }
    kind = .average(rows: UnsafePointer(numbers), columns: UnsafePointer(numbers + rows.count))
  }

  func forward(_ images: Int, from input: UnsafePointer<Float>) {
    let size = self.input
    switch kind {
    case .max(let window, let choice):
      kernels_max_pool(output, choice, input, images, size.height, size.width, size.channels, window)
    case .average(let rows, let columns):
      kernels_average_pool(
        output, input, images, size.width, size.places, size.channels, rows, shape.height, columns,
        shape.width)
    }
  }

  func backward(_ images: Int, delta: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>?) {
    guard let result else { return }
    switch kind {
    case .max(_, let choice):
      kernels_max_pool_backward(result, delta, choice, images, input.places, shape.places, input.channels)
    case .average(let rows, let columns):
      kernels_average_pool_backward(
        result, delta, images, input.width, input.places, input.channels, rows, shape.height, columns,
        shape.width)
    }
  }
}
