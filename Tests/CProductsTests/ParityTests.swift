import CProducts
import Foundation
import Testing

/// What PyTorch computed in double: Fixtures/make_pytorch_convolutions.py.
private struct PyTorchConvolutions: Decodable {
  struct Layer: Decodable {
    var shape: [Int]
    var input, weights, outputGradient: [Float]
    var output, inputGradient, weightGradient: [Double]
  }
  var layers: [Layer]
}

struct ParityTests {
  @Test func `output and gradients are PyTorch's in double`() throws {
    let file = try #require(
      Bundle.module.url(
        forResource: "pytorch_convolutions", withExtension: "json", subdirectory: "Fixtures"))
    let reference = try JSONDecoder().decode(PyTorchConvolutions.self, from: Data(contentsOf: file))
    #expect(reference.layers.count == 9)
    for theirs in reference.layers {
      let s = theirs.shape
      var layer = Layer(
        images: s[0], s[1], s[2], channels: s[3], filters: s[4], kernel: s[5], stride: s[6], padding: s[7])
      layer.input = theirs.input
      layer.weights = theirs.weights
      layer.outputGradient = theirs.outputGradient
      for variant in ConvolutionTests.variants {
        let found = layer.passes(by: variant)
        #expect(found.output.count == theirs.output.count)
        for distance in [
          Distance(found.output, theirs.output), Distance(found.inputGradient, theirs.inputGradient),
          Distance(found.weightGradient, theirs.weightGradient),
        ] {
          #expect(distance.mean <= 1e-6 && distance.most <= 1e-5, "\(layer.testDescription)")
        }
      }
    }
  }
}
