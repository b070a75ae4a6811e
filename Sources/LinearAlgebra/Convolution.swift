internal import CProducts

/// A convolution with square kernels, channels innermost, and its two gradients, in single precision.
///
/// - Shapes: input images x height x width x channels; weights kernel x kernel x channels x filters; output images x
///   outputHeight x outputWidth x filters.
/// - Precision: the order of every sum follows from the layer's shape alone, so that each image has the same bits in
///   whatever company.
package struct Convolution: Hashable, Sendable {
  package let height: Int
  package let width: Int
  package let channels: Int
  package let filters: Int
  package let kernel: Int
  package let stride: Int
  package let padding: Int

  package init(
    height: Int, width: Int, channels: Int, filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0
  ) {
    (self.height, self.width, self.channels, self.filters) = (height, width, channels, filters)
    (self.kernel, self.stride, self.padding) = (kernel, stride, padding)
  }

  package var outputHeight: Int { Self.extent(height + 2 * padding, window: kernel, stride: stride) }
  package var outputWidth: Int { Self.extent(width + 2 * padding, window: kernel, stride: stride) }

  /// Windows along one side of a map, margins included.
  package static func extent(_ length: Int, window: Int, stride: Int) -> Int {
    length < window ? 0 : (length - window) / stride + 1
  }

  /// Entries of the weights.
  package var weightCount: Int { kernel * kernel * channels * filters }

  /// Numbers of work memory that any of the three needs for so many images.
  package func scratch(images: Int) -> Int {
    withUnsafePointer(to: shape(images)) { convolution_scratch($0) }
  }

  package func forward(
    _ images: Int, from input: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    into output: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: shape(images)) {
      convolution_forward(products_best(), $0, input, weights, output, scratch)
    }
  }

  /// The gradient of the input, from that of the output.
  package func inputGradient(
    _ images: Int, delta: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    into result: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: shape(images)) {
      convolution_data_gradient(products_best(), $0, delta, weights, result, scratch)
    }
  }

  /// The gradient of the weights, from the input and the output's gradient.
  package func weightGradient(
    _ images: Int, from input: UnsafePointer<Float>, delta: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: shape(images)) {
      convolution_weight_gradient(products_best(), $0, input, delta, gradient, scratch)
    }
  }

  private func shape(_ images: Int) -> convolution_shape {
    convolution_shape(
      images: images, height: height, width: width, channels: channels, filters: filters, kernel: kernel,
      stride: stride, padding: padding)
  }
}
