import Datasets
import Foundation
import LinearAlgebra
import SweepModel
import Testing
import Training

/// Rendered scenes against the same ones made by numpy (`Fixtures/make_scenes.py`).
struct ScenesTests {
  private struct Picture: Decodable {
    let seed, row, side: Int
    let factors: [Double]
    let pixels: [Float]
  }

  private static let pictures: [Picture] = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/scenes.json")
    return (try? JSONDecoder().decode([Picture].self, from: Data(contentsOf: path))) ?? []
  }()

  private func scenes(_ change: (inout Specification) -> Void) throws -> TrainingData {
    var spec = Specification(.regression, dataset: .scenes)
    spec[.standardize] = false
    spec[.testFraction] = 0
    change(&spec)
    return try TrainingData.scenes(spec)
  }

  @Test(arguments: 0..<4) func `a scene has numpy's pixels and factors`(number: Int) throws {
    let picture = Self.pictures[number]
    let data = try scenes { spec in
      (spec[.samples], spec[.imageSize], spec[.dataSeed]) = (picture.row + 1, picture.side, picture.seed)
      (spec[.targetRank], spec[.targetDim]) = (8, 8)
    }
    for column in 0..<8 {
      #expect(data.train.targets[picture.row, column] == Float(picture.factors[column]))
    }
    #expect(data.train.inputs.columns == picture.pixels.count)
    for (place, pixel) in picture.pixels.enumerated() {
      #expect(abs(data.train.inputs[picture.row, place] - pixel) < 2e-7)
    }
  }

  @Test func `an image does not depend on how many there are, nor on the other settings`() throws {
    let few = try scenes { $0[.samples] = 3 }
    let many = try scenes { spec in
      (spec[.samples], spec[.targetRank], spec[.targetDim]) = (7, 3, 5)
      spec[.noise] = 0.5
    }
    #expect(few.train.inputs.entries == Array(many.train.inputs.entries.prefix(3 * 3072)))
  }

  @Test func `targets in more dimensions than factors have the factors' rank`() throws {
    let data = try scenes { ($0[.samples], $0[.targetRank], $0[.targetDim]) = (200, 2, 5) }
    let targets = data.train.targets
    // Any three columns are linearly dependent: their 3 x 3 Gram determinant vanishes against its diagonal's product.
    func dot(_ a: Int, _ b: Int) -> Double {
      (0..<200).reduce(0) { $0 + Double(targets[$1, a]) * Double(targets[$1, b]) }
    }
    let gram = (0..<3).map { row in (0..<3).map { dot(row, $0) } }
    let determinant =
      gram[0][0] * (gram[1][1] * gram[2][2] - gram[1][2] * gram[2][1])
      - gram[0][1] * (gram[1][0] * gram[2][2] - gram[1][2] * gram[2][0])
      + gram[0][2] * (gram[1][0] * gram[2][1] - gram[1][1] * gram[2][0])
    #expect(abs(determinant) < 1e-6 * gram[0][0] * gram[1][1] * gram[2][2])
    #expect(gram[0][0] > 0 && gram[0] != gram[1])
  }

  @Test func `more factors than there are is refused`() throws {
    #expect(throws: TrainingError.self) { try scenes { ($0[.targetRank], $0[.targetDim]) = (9, 9) } }
  }

  @Test func `pixels become inputs as asked, with statistics of the training images`() throws {
    func inputs(_ pixels: Pixels) throws -> TrainingData {
      var spec = Specification(.regression, dataset: .scenes, model: .resnet)
      (spec[.samples], spec[.imageSize], spec[.testFraction], spec[.pixels]) = (40, 8, 0.25, pixels)
      spec.complete(ExperimentKind.regression.derived, data: nil)
      (spec[.samples], spec[.testFraction]) = (40, 0.25)
      return try TrainingData.scenes(spec)
    }
    let raw = try inputs(.raw)
    #expect(raw.train.inputs.entries.allSatisfy { (0...1).contains($0) })
    #expect(try inputs(.unit).train.inputs[3, 5] == raw.train.inputs[3, 5] / 255)
    let half = try inputs(.half).train.inputs[3, 5]
    #expect(abs(half - (raw.train.inputs[3, 5] / 255 - 0.5) / 0.5) < 1e-6)
    let channel = try inputs(.channel).train.inputs
    for number in 0..<3 {
      let entries = stride(from: number, to: channel.entries.count, by: 3).map { Double(channel.entries[$0]) }
      let mean = entries.reduce(0, +) / Double(entries.count)
      let variance = entries.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(entries.count)
      #expect(abs(mean) < 1e-6 && abs(variance - 1) < 1e-5)
    }
    let pixel = try inputs(.pixel)
    let column = (0..<30).map { Double(pixel.train.inputs[$0, 100]) }
    #expect(abs(column.reduce(0, +)) < 1e-4)
    // The targets are standardised by themselves.
    #expect(abs((0..<30).reduce(0) { $0 + Double(pixel.train.targets[$1, 0]) }) < 1e-4)
  }
}
