package import Datasets
internal import SweepModel

extension ImageNetwork {
  /// - Parameter columns: of the inputs.
  /// - Throws: `.outOfRange` where images are not what the inputs hold, or where nothing of them would be left.
  package func check(columns: Int) throws(TrainingError) {
    let sides = [image.height, image.width, image.channels]
    guard sides.allSatisfy({ (1...Self.mostNumbers).contains($0) }), product(sides) == columns else {
      throw .outOfRange(
        parameter: Parameter.imageShape.name, value: "\(sides)",
        expected: "height, width and channels, in all the \(columns) columns of the inputs")
    }
    for layer in layers.map(\.facts) {
      let output = layer.output
      guard output.height > 0, output.width > 0 else {
        throw .outOfRange(
          parameter: Parameter.imageShape.name, value: "\(sides)",
          expected: "larger: nothing is left of an image at '\(layer.name)'")
      }
      guard let count = product([output.height, output.width, output.channels]), count <= Self.mostNumbers
      else {
        throw .outOfRange(
          parameter: Parameter.imageShape.name, value: "\(sides)",
          expected: "smaller: '\(layer.name)' would give more than \(Self.mostNumbers) numbers an image")
      }
    }
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
