package import Datasets
internal import SweepModel

extension ImageNetwork {
  static let mostChannels = 1 << 16
  /// Of one image between two layers; convolutions number those of 256 images with 32 bits, margins included.
  static let mostNumbers = 1 << 23

  /// - Parameter columns: of the inputs.
  /// - Throws: `.outOfRange` where images are not what the inputs hold, or where nothing of them would be left.
  package func check(columns: Int) throws(TrainingError) {
    let sides = [image.height, image.width, image.channels]
    guard sides.allSatisfy({ (1...Self.mostNumbers).contains($0) }), product(sides) == columns else {
      throw .outOfRange(
        parameter: "image_shape", value: "\(sides)",
        expected: "height, width and channels, in all the \(columns) columns of the inputs")
    }
    try checkChannels()
    for layer in layers.map(\.facts) {
      let output = layer.output
      guard output.height > 0, output.width > 0 else {
        throw .outOfRange(
          parameter: "image_shape", value: "\(sides)",
          expected: "larger: nothing is left of an image at '\(layer.name)'")
      }
      guard let count = product([output.height, output.width, output.channels]), count <= Self.mostNumbers
      else {
        throw .outOfRange(
          parameter: "image_shape", value: "\(sides)",
          expected: "smaller: '\(layer.name)' would give more than \(Self.mostNumbers) numbers an image")
      }
    }
  }

  private func checkChannels() throws(TrainingError) {
    let factors: [Int]
    switch body {
    case .residual(let blocks, _):
      try require(
        (1...16).contains(blocks.count) && blocks.allSatisfy { (1...1000).contains($0) }, "blocks",
        "\(blocks)",
        "1 to 16 stages of 1 to 1000 blocks")
      factors = blocks.indices.map { 1 << $0 }
    case .plain(let stages, _):
      try require(
        (1...16).contains(stages.count) && stages.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 > 0 } },
        "stages", "\(stages)", "1 to 16 lists of factors of 1 and more")
      factors = stages.flatMap { $0 }
    }
    let largest = factors.compactMap { product([$0, width]) }
    try require(
      largest.count == factors.count && width > 0 && largest.allSatisfy { $0 <= Self.mostChannels }, "width",
      "\(width)", "such that each convolution has 1 to \(Self.mostChannels) channels")
  }

  private func require(_ holds: Bool, _ parameter: String, _ value: String, _ expected: String)
    throws(TrainingError)
  {
    if !holds { throw .outOfRange(parameter: parameter, value: value, expected: expected) }
  }

  /// `nil` where it is no number of this machine.
  private func product(_ factors: [Int]) -> Int? {
    var result = 1
    for factor in factors {
      let (next, overflow) = result.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      result = next
    }
    return result
  }
}
