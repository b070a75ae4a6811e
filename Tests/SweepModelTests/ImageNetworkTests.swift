import SweepModel
import Testing

/// The outlines of convolutional networks: names, shapes and counts as torchvision has them.
struct ImageNetworkTests {
  private func network(_ body: ImageNetwork.Body, side: Int = 224, outputs: Int = 1000, width: Int = 64)
    -> ImageNetwork
  {
    ImageNetwork(
      body, image: TensorShape(height: side, width: side, channels: 3), outputs: outputs, width: width)
  }

  /// Of torchvision's models with 1,000 classes, by its documentation.
  @Test(arguments: [(ImageNetwork.Body.resnet18, 11_689_512), (.resnet34, 21_797_672)])
  func `a residual network learns as many numbers as torchvision's`(body: ImageNetwork.Body, count: Int) {
    #expect(network(body).outline.reduce(0) { $0 + $1.weights } == count)
  }

  /// torchvision's documentation gives 1.81 and 3.66 thousand million multiply-adds at 224 x 224.
  @Test(arguments: [(ImageNetwork.Body.resnet18, 1.81e9), (.resnet34, 3.66e9)])
  func `its products cost what torchvision's cost`(body: ImageNetwork.Body, count: Double) {
    let operations = network(body).outline.reduce(0) { $0 + $1.operations }
    #expect(abs(operations / 2 / count - 1) < 5e-3)
  }

  @Test func `the measured layers of ResNet-18 are the convolutions of its blocks and fc`() {
    let expected =
      (1...4).flatMap { stage in
        (0...1).flatMap { block in (1...2).map { "layer\(stage).\(block).conv\($0)" } }
      } + ["fc"]
    #expect(network(.resnet18).outline.filter(\.isMeasured).map(\.name) == expected)
    #expect(network(.resnet34).outline.count(where: \.isMeasured) == 33)
  }

  @Test func `maps of ResNet-18 halve where torchvision's do`() throws {
    let outline = network(.resnet18).outline
    func output(_ name: String) throws -> TensorShape {
      try #require(outline.first { $0.name == name }).output
    }
    #expect(try output("conv1") == TensorShape(height: 112, width: 112, channels: 64))
    #expect(try output("maxpool") == TensorShape(height: 56, width: 56, channels: 64))
    #expect(try output("layer2.0.downsample.0") == TensorShape(height: 28, width: 28, channels: 128))
    #expect(try output("layer4.1.relu_1") == TensorShape(height: 7, width: 7, channels: 512))
    #expect(try output("fc") == TensorShape(channels: 1000))
  }

  @Test func `every layer's input is what its source gives`() {
    for body in [ImageNetwork.Body.resnet18, .resnet34, .vgg11] {
      let outline = network(body, side: 33).outline
      for (index, layer) in outline.enumerated().dropFirst() {
        let source =
          layer.source.flatMap { name in outline[..<index].first { $0.name == name } } ?? outline[index - 1]
        if case .linear = layer.kind {
          #expect(layer.input.count == source.output.count)
        } else {
          #expect(layer.input == source.output, "\(layer.name)")
        }
        if case .add(let name) = layer.kind {
          #expect(outline[..<index].contains { $0.name == name && $0.output == layer.input })
        }
      }
      #expect(Set(outline.map(\.name)).count == outline.count)
    }
  }

  @Test func `the stack of eleven has eight by sixteen inputs for its head at 32 x 32`() throws {
    let head = ImageNetwork.Head(depth: 6, width: 128, bias: false)
    let network = ImageNetwork(
      .vgg11, image: TensorShape(height: 32, width: 32, channels: 3), outputs: 10, head: head)
    let linear = network.outline.filter { if case .linear = $0.kind { true } else { false } }
    #expect(linear.map(\.name) == [0, 2, 4, 6, 8, 10].map { "classifier.\($0)" })
    #expect(linear.first?.input.count == 8192 && linear.last?.output.count == 10)
    let convolutions = network.outline.filter { if case .convolution = $0.kind { true } else { false } }
    #expect(convolutions.map(\.output.channels) == [64, 128, 256, 256, 512, 512])
  }

  @Test func `there is a network of 6n and 2 layers and no other`() {
    #expect(ImageNetwork.Body.resnet(layers: 20) == .residual(blocks: [3, 3, 3], stem: .threeByThree))
    #expect(ImageNetwork.Body.resnet(layers: 8) == .residual(blocks: [1, 1, 1], stem: .threeByThree))
    for layers in [-4, 0, 2, 9, 18, 21] { #expect(ImageNetwork.Body.resnet(layers: layers) == nil) }
  }
}
