import Datasets
import SweepModel
import Testing
import Training

private let image = TensorShape(height: 32, width: 32, channels: 3)

private func names(_ network: ImageNetwork) -> [String] { network.layers.map(\.facts.name) }
private func measured(_ network: ImageNetwork) -> [String] {
  network.layers.filter { $0.facts.view != nil }.map(\.facts.name)
}
private func parameters(_ network: ImageNetwork) -> Int {
  network.stateLayouts.filter { !$0.name.contains("running") }.reduce(0) { $0 + $1.count }
}

struct ImageNetworkTests {
  /// Counted by torchvision and, for the CIFAR networks, by He et al. (2016), Table 6, plus the projections of shortcuts.
  @Test(
    arguments: [
      (.resnet18, 64, 1000, 11_689_512), (.resnet34, 64, 1000, 21_797_672),
      (.vgg11, 64, 10, 4_500_864 + 8192 * 10 + 10),
    ] as [(ImageNetwork.Body, Int, Int, Int)])
  func `a network has as many parameters as the published one`(
    body: ImageNetwork.Body, width: Int, outputs: Int, count: Int
  ) {
    #expect(parameters(ImageNetwork(body, image: image, outputs: outputs, width: width)) == count)
  }

  @Test func `6n + 2 layers are three stages of n blocks`() throws {
    let body = try #require(ImageNetwork.Body.resnet(layers: 20))
    #expect(body == .residual(blocks: [3, 3, 3], stem: .threeByThree))
    let network = ImageNetwork(body, image: image, outputs: 10, width: 16)
    #expect(parameters(network) == 269_722 + 2560 + 2 * (32 + 64))
    #expect(measured(network).count == 19)
    for layers in [2, 7, 19, 21, -4] { #expect(ImageNetwork.Body.resnet(layers: layers) == nil) }
  }

  @Test func `layers are named as torchvision names them`() {
    let network = ImageNetwork(
      .residual(blocks: [1, 1], stem: .sevenBySeven), image: image, outputs: 1)
    #expect(
      names(network) == [
        "conv1", "bn1", "relu", "maxpool", "layer1.0.conv1", "layer1.0.bn1", "layer1.0.relu",
        "layer1.0.conv2",
        "layer1.0.bn2", "layer1.0.add", "layer1.0.relu_1", "layer2.0.conv1", "layer2.0.bn1", "layer2.0.relu",
        "layer2.0.conv2", "layer2.0.bn2", "layer2.0.downsample.0", "layer2.0.downsample.1", "layer2.0.add",
        "layer2.0.relu_1", "avgpool", "fc",
      ])
    let plain = ImageNetwork(
      .vgg11, image: image, outputs: 1, head: .init(depth: 2, width: 5, bias: false))
    #expect(
      names(plain) == (0..<15).map { "features.\($0)" } + [
        "avgpool", "classifier.0", "classifier.1", "classifier.2",
      ])
  }

  @Test(arguments: [(.resnet18, [2, 2, 2, 2]), (.resnet34, [3, 4, 6, 3])] as [(ImageNetwork.Body, [Int])])
  func `measured are the convolutions of blocks, and the last layer`(body: ImageNetwork.Body, blocks: [Int]) {
    let expected = blocks.enumerated().flatMap { stage, count in
      (0..<count).flatMap { block in (1...2).map { "layer\(stage + 1).\(block).conv\($0)" } }
    }
    let network = ImageNetwork(body, image: image, outputs: 2)
    #expect(measured(network) == expected + ["fc"])
    #expect(Architecture.images(network).depth == expected.count + 1)
    #expect(network.layers.compactMap(\.facts.view).map(\.inputs).last == 512)
  }

  @Test(arguments: ImageParityTests.networks.values)
  func `each layer takes what another gives`(network: ImageNetwork) {
    var shapes: [String: TensorShape] = [:]
    var last = network.image
    for facts in network.layers.map(\.facts) {
      #expect(facts.input == facts.source.map { shapes[$0] } ?? last, "\(facts.name)")
      if let added = facts.added { #expect(facts.input == shapes[added]) }
      last = facts.output
      shapes[facts.name] = last
    }
    #expect(last == TensorShape(channels: 3))
  }

  @Test func `first weights follow torchvision's laws`() throws {
    let head = ImageNetwork.Head(depth: 3, width: 40, initialization: .xavierUniform, firstGain: 4, gain: 0.5)
    let network = ImageNetwork(
      .residual(blocks: [1], stem: .threeByThree), image: image, outputs: 40, width: 32, head: head)
    let data = try network.data(rows: 2)
    let trainer = try Trainer(network.plan(batch: 2), data: data)
    let arrays = Dictionary(uniqueKeysWithValues: trainer.stateDictionary.map { ($0.name, $0.entries) })
    let kernel = try #require(arrays["layer1.0.conv1.weight"])
    let variance = kernel.reduce(0) { $0 + Double($1) * Double($1) } / Double(kernel.count)
    #expect(abs(variance / (2 / Double(9 * 32)) - 1) < 0.05)
    for (name, inputs, gain) in [("fc.0", 32, 4.0), ("fc.2", 40, 0.5), ("fc.4", 40, 0.5)] {
      let bound = gain * (6 / Double(inputs + 40)).squareRoot()
      let largest = Double(try #require(arrays["\(name).weight"]?.map(abs).max()))
      #expect(largest <= bound && largest > 0.95 * bound)
      #expect(arrays["\(name).bias"]?.allSatisfy { $0 == 0 } == true)
    }
    #expect(arrays["bn1.weight"]?.allSatisfy { $0 == 1 } == true)
    let other = try Trainer(network.plan(batch: 2), data: data)
    #expect(trainer.state.parameters == other.state.parameters)
  }

  @Test func `another network's state is refused with its names`() throws {
    let network = ImageNetwork(
      .residual(blocks: [1], stem: .threeByThree), image: image, outputs: 1, width: 2)
    let trainer = try network.trainer(rows: 2, batch: 2)
    let arrays = trainer.stateDictionary
    let counter = StateArray(name: "bn1.num_batches_tracked", shape: [], entries: [7])
    try trainer.load(arrays + [counter])
    #expect(throws: TrainingError.missingArray(name: "conv1.weight", shape: [2, 3, 3, 3])) {
      try trainer.load(Array(arrays.dropFirst()))
    }
    #expect(throws: TrainingError.wrongArray(name: "fc.bias", found: [2], expected: [1])) {
      try trainer.load(arrays.dropLast() + [StateArray(name: "fc.bias", shape: [2], entries: [0, 0])])
    }
    #expect(throws: TrainingError.unknownArray(name: "fc2.bias")) {
      try trainer.load(arrays + [StateArray(name: "fc2.bias", shape: [1], entries: [0])])
    }
    #expect(
      "\(TrainingError.missingArray(name: "conv1.weight", shape: [2, 3, 3, 3]))"
        == "'conv1.weight' (2 x 3 x 3 x 3) is missing. Save the whole 'state_dict' of the same network.")
    #expect(
      "\(TrainingError.wrongArray(name: "fc.bias", found: [2], expected: [1]))"
        == "'fc.bias' is 2 but this network's is 1. Save the 'state_dict' of the same network, or set its "
        + "parameters to fit.")
    #expect(
      "\(TrainingError.unknownArray(name: "fc2.bias"))"
        == "'fc2.bias' is there and the network has no such array. Leave it out, or set the network's parameters "
        + "to fit.")
  }
}
