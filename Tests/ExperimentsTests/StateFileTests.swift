import Datasets
import Experiments
import Foundation
import SweepModel
import Testing
import Training

private let network = Architecture.images(
  ImageNetwork(
    .residual(blocks: [1], stem: .threeByThree), image: TensorShape(height: 4, width: 4, channels: 1),
    outputs: 1, width: 2))

private let state = network.stateLayouts.enumerated().map { index, layout in
  StateArray(
    name: layout.name, shape: layout.shape, entries: (0..<layout.count).map { Float(index) + Float($0) / 64 })
}

/// What is said of a file that holds these arrays.
private func complaint(_ arrays: [StateArray]) throws -> String? {
  let path = FileManager.default.temporaryDirectory.path + "/state-\(UUID()).npz"
  defer { try? FileManager.default.removeItem(atPath: path) }  // Left behind, it harms nobody.
  try StateFile.write(arrays, to: path)
  do {
    #expect(try StateFile.read(path, for: network) == state)
    return nil
  } catch let error as BadFile {
    return error.description.replacing(path, with: "state.npz")
  }
}

struct StateFileTests {
  @Test func `a network's state is written and read`() throws {
    #expect(try complaint(state) == nil)
    let counter = StateArray(name: "bn1.num_batches_tracked", shape: [], entries: [3])
    #expect(try complaint([counter] + state) == nil)
  }

  @Test func `another network's state is refused by its file and array`() throws {
    #expect(
      try complaint(Array(state.dropFirst()))
        == "state.npz: 'conv1.weight' (2 x 1 x 3 x 3) is missing. Save the whole 'state_dict' of the same network."
    )
    #expect(
      try complaint(state + [StateArray(name: "fc.scale", shape: [1], entries: [0])])
        == "state.npz: 'fc.scale' is there and the network has no such array. Leave it out, or set the network's "
        + "parameters to fit.")
    #expect(
      try complaint(state.dropLast() + [StateArray(name: "fc.bias", shape: [2], entries: [0, 0])])
        == "state.npz: 'fc.bias' is 2 but this network's is 1. Save the 'state_dict' of the same network, or set "
        + "its parameters to fit.")
    #expect(
      try complaint(state.dropLast() + [StateArray(name: "fc.bias", shape: [1], entries: [.nan])])
        == "state.npz: 'fc.bias' holds 'nan' as its number 0 (the first is 0). Expected finite numbers. Save other "
        + "weights.")
  }
}
