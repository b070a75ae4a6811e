import SweepLanguage
import SweepModel
import Testing

/// Models by name, and what a name stands for.
struct ModelTests {
  private func trials(_ lines: String) throws -> [Specification] {
    try plan("parameters:\n  dataset: scenes\n" + lines).trials.map(\.spec)
  }

  @Test(arguments: [
    ("resnet18", "resnet\n  blocks: [2, 2, 2, 2]"), ("resnet34", "resnet\n  blocks: [3, 4, 6, 3]"),
    ("resnet20", "resnet\n  blocks: [3, 3, 3]\n  width: 16\n  stem: 3x3"),
    ("resnet8", "resnet\n  blocks: [1, 1, 1]\n  width: 16\n  stem: 3x3"),
    ("vgg11", "vgg\n  stages: [[1], [2], [4, 4], [8, 8]]"),
  ])
  func `a short name gives the same trial as its long form`(short: String, long: String) throws {
    let (a, b) = (try trials("  model: \(short)\n"), try trials("  model: \(long)\n"))
    #expect(a.map(\.id) == b.map(\.id) && a.count == 1)
    #expect(try Specification(canonical: a[0].canonical) == a[0])
  }

  @Test func `settings beside a short name win over its own`() throws {
    let spec = try trials("  model: resnet20\n  width: 8\n  stem: 7x7\n")[0]
    #expect(spec[.width] == 8 && spec[.stem] == .sevenBySeven && spec[.blocks] == [3, 3, 3])
  }

  @Test func `a chain is the model where none is given, and is not written`() throws {
    let (a, b) = (try trials("  depth: 2\n"), try trials("  model: mlp\n  depth: 2\n"))
    #expect(a.map(\.id) == b.map(\.id))
    #expect(!a[0].canonical.contains("model") && a[0][.width] == 256)
  }

  @Test func `several models are a grid each`() throws {
    let all = try trials("  model: [mlp, resnet18, resnet20, vgg11]\n  weight_decay: [0, 0.001]\n")
    #expect(all.map(\.model) == [.mlp, .mlp, .resnet, .resnet, .resnet, .resnet, .vgg, .vgg])
    #expect(all.map { $0[.width] ?? 0 } == [256, 256, 64, 64, 16, 16, 64, 64])
    #expect(all[2][.normalization] == .batch && all[6][.normalization] == Normalization.none)
    #expect(Set(all.map(\.id)).count == 8)
    #expect(all[0][.blocks] == nil && all[2][.depth] == nil && all[0][.pixels] == nil)
  }

  @Test func `heads take the gain of the first weights unless they have their own`() throws {
    let spec = try trials("  model: vgg11\n  init_gain: 0.25\n  head_depth: 6\n  head_first_gain: 1\n")[0]
    #expect(spec[.headGain] == 0.25 && spec[.headFirstGain] == 1 && spec[.headBias] == true)
  }

  @Test func `scenes know their images, and their targets unless told`() throws {
    let spec = try trials("  model: resnet18\n")[0]
    #expect(spec[.imageShape] == [32, 32, 3] && spec[.targetRank] == 2 && spec[.targetDim] == 2)
    let three = try trials("  image_size: 16\n  target_rank: 3\n")[0]
    #expect(three[.targetDim] == 3 && three[.imageShape] == nil)
    let spread = try trials("  target_dim: 12\n")[0]
    #expect(spread[.targetRank] == 8)
  }

  @Test func `a file's images are its own, or what is said of its columns`() throws {
    func spec(_ lines: String) throws -> Specification {
      try plan("parameters:\n" + lines).trials[0].spec
    }
    #expect(try spec("  dataset: images.npz\n  model: resnet18\n")[.imageShape] == [4, 6, 3])
    #expect(
      try spec("  dataset: bare.npz\n  model: resnet18\n  image_shape: [2, 4, 1]\n")[.imageShape] == [
        2, 4, 1,
      ])
    #expect(try spec("  dataset: images.npz\n")[.imageShape] == nil)
  }

  /// Three times forward: 2 x multiply-adds of ResNet-20 of width 16, 40.8 million at 32 x 32 with shortcuts by 1 x 1.
  @Test func `a plan counts the operations of convolutions`() throws {
    let sweep = try plan(
      "parameters:\n  dataset: scenes\n  model: resnet20\n  samples: 100\n  test_fraction: 0\n  epochs: 3\n")
    #expect(abs(sweep.totalFlops / (3 * 2 * 40.8e6 * 100 * 3) - 1) < 0.02)
  }
}
