import CProducts
import SweepModel
import Testing

struct ConvolutionTests {
  static let best = products_best()
  /// What this processor runs, the plain vectors last, as they take longest.
  static let variants = [products_avx512, products_avx2, products_none].filter {
    $0.rawValue <= best.rawValue
  }

  /// Every kernel, stride and padding with every pair of channels, on maps that are not square.
  static let grid: [Layer] = [1, 3, 5, 7].flatMap { kernel in
    [1, 2].flatMap { stride in
      (kernel == 1 ? [0] : [0, kernel / 2]).flatMap { padding in
        [1, 3, 16, 17, 64].enumerated().flatMap { i, channels in
          [1, 3, 16, 17, 64].enumerated().map { j, filters in
            let maps = padding == 0 ? [(7, 9), (8, 7), (9, 10)] : [(5, 3), (7, 8), (4, 9), (3, 2), (6, 5)]
            let (height, width) = maps[(i + 2 * j + kernel) % maps.count]
            // Enough entries for a root mean square that none of them decides alone.
            return Layer(
              images: min(channels, filters) < 4 ? 8 : 1 + (i + j) % 3, height, width, channels: channels,
              filters: filters, kernel: kernel,
              stride: stride, padding: padding)
          }
        }
      }
    }
  }

  /// Maps of one pixel and of two, smaller than the kernel, longer than a block of 256 pixels, with sums of many
  /// blocks, and with more channels than a panel or a copied block of rows has.
  static let special: [Layer] = [
    Layer(1, 1, channels: 17, filters: 33, kernel: 3, padding: 1),
    Layer(1, 1, channels: 5, filters: 16, kernel: 5, stride: 2, padding: 2),
    Layer(images: 300, 1, 1, channels: 3, filters: 5, kernel: 3, padding: 1),
    Layer(1, 4, channels: 3, filters: 4, kernel: 3, padding: 1),
    Layer(5, 1, channels: 3, filters: 4, kernel: 3, stride: 2, padding: 1),
    Layer(2, 2, channels: 20, filters: 18, kernel: 3, padding: 1),
    Layer(2, 2, channels: 4, filters: 3, kernel: 3, stride: 2, padding: 1),
    Layer(2, 3, channels: 4, filters: 3, kernel: 7, padding: 3),
    Layer(3, 2, channels: 4, filters: 3, kernel: 7, stride: 2, padding: 3),
    Layer(4, 5, channels: 4, filters: 3, kernel: 5, stride: 2, padding: 1),
    Layer(images: 1, 33, 18, channels: 3, filters: 7, kernel: 3, padding: 1),
    Layer(images: 3, 37, 29, channels: 2, filters: 3, kernel: 7, stride: 2, padding: 3),
    Layer(images: 70, 4, 3, channels: 3, filters: 2, kernel: 3, padding: 1),
    Layer(images: 1, 5, 6, channels: 300, filters: 70, kernel: 3, padding: 1),
    Layer(images: 2, 3, 3, channels: 520, filters: 97, kernel: 1, padding: 0),
    Layer(images: 2, 5, 5, channels: 270, filters: 40, kernel: 1, stride: 2, padding: 0),
  ]

  /// Layers that are computed in tiles of 2 x 2 outputs: even and odd sides, one block of tiles and several, panels of
  /// every width, blocks that end amid an image and images that share one.
  static let tiled: [Layer] = [
    (2, 2, 2, 32, 32), (5, 2, 4, 32, 48), (3, 6, 5, 48, 32), (2, 7, 7, 64, 80), (1, 16, 9, 80, 64),
    (1, 34, 34, 32, 32), (1, 33, 35, 32, 48), (70, 4, 4, 32, 32), (3, 5, 9, 256, 48), (2, 6, 6, 32, 272),
    (2, 4, 4, 528, 32), (130, 2, 2, 48, 64),
  ].map { Layer(images: $0.0, $0.1, $0.2, channels: $0.3, filters: $0.4, kernel: 3, padding: 1) }

  @Test func `every shape gives the sums in double, and every variant the same bits`() {
    for layer in Self.grid + Self.special + Self.tiled {
      let found = layer.passes(by: Self.best)
      let exact = layer.exactPasses()
      for (name, distance, most) in [
        ("output", Distance(found.output, exact.output), 1e-5),
        ("input's gradient", Distance(found.inputGradient, exact.inputGradient), 1e-5),
        ("weights' gradient", Distance(found.weightGradient, exact.weightGradient), 3e-5),
      ] {
        #expect(distance.mean <= 1e-6 && distance.most <= most, "\(name) of \(layer.testDescription)")
      }
      for variant in Self.variants.dropFirst() {
        #expect(layer.passes(by: variant) == found, "\(variant), \(layer.testDescription)")
      }
    }
  }

  @Test func `loops in double agree with finite differences`() {
    for layer in Self.special[..<10] {
      let exact = layer.exactPasses()
      var stream = RandomStream(seed: 8, for: .test)
      func slope(of number: WritableKeyPath<Layer, [Float]>, at place: Int) -> Double {
        // A step that floats hold exactly; the loss is linear in each number.
        let step: Float = 1 / 1024
        let losses = [step, -step].map { step in
          var moved = layer
          moved[keyPath: number][place] = (layer[keyPath: number][place] * 1024).rounded() / 1024 + step
          return zip(moved.exactPasses().output, layer.outputGradient).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
        return (losses[0] - losses[1]) / Double(2 * step)
      }
      for _ in 0..<20 {
        let x = Int(stream.next() % UInt64(layer.input.count))
        let w = Int(stream.next() % UInt64(layer.weights.count))
        #expect(abs(slope(of: \.input, at: x) - exact.inputGradient[x]) <= 1e-6)
        #expect(abs(slope(of: \.weights, at: w) - exact.weightGradient[w]) <= 1e-6)
      }
    }
  }

  @Test(arguments: [
    Layer(images: 259, 6, 5, channels: 3, filters: 17, kernel: 3, padding: 1),
    Layer(images: 259, 5, 4, channels: 4, filters: 6, kernel: 3, stride: 2, padding: 1),
    Layer(images: 259, 3, 4, channels: 5, filters: 3, kernel: 1, stride: 2, padding: 0),
    Layer(images: 259, 1, 1, channels: 9, filters: 20, kernel: 3, padding: 1),
    Layer(images: 259, 5, 6, channels: 32, filters: 48, kernel: 3, padding: 1),
  ])
  func `images in parts of 1, 7 and 256 have the bits of all together`(_ layer: Layer) {
    let whole = layer.passes(by: Self.best)
    for size in [1, 7, 256] {
      let parts = stride(from: 0, to: layer.shape.images, by: size).map { first in
        layer.part(first, min(size, layer.shape.images - first)).passes(by: Self.best)
      }
      #expect(parts.flatMap(\.output) == whole.output)
      #expect(parts.flatMap(\.inputGradient) == whole.inputGradient)
    }
  }

  /// Which layers go by tiles, and in which order they sum, decides bits. With others, raise `Specification.currentNumerics`.
  @Test func `bits are those of numerics 4`() {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for layer in [Self.tiled[2], Self.tiled[5], Self.special[12]] {
      let found = layer.passes(by: Self.best)
      for number in found.output + found.inputGradient + found.weightGradient {
        hash = (hash ^ UInt64(number.bitPattern)) &* 0x100_0000_01b3
      }
    }
    #expect(hash == 12_474_098_874_622_071_740)
  }

  /// A pixel's output hangs on its 3 x 3 neighbours alone, in tiles too.
  @Test func `one pixel of the input reaches nine of the output, each by one tap`() {
    var layer = Layer(images: 1, 6, 7, channels: 32, filters: 32, kernel: 3, padding: 1)
    for (row, column) in [(0, 0), (2, 3), (5, 6), (3, 6)] {
      layer.input = layer.input.map { _ in 0 }
      layer.input[(row * 7 + column) * 32 + 5] = 1
      let output = layer.passes(by: Self.best).output
      for place in output.indices {
        let (y, x, filter) = (place / 32 / 7, place / 32 % 7, place % 32)
        let (down, across) = (row - y + 1, column - x + 1)
        let meets = (0..<3).contains(down) && (0..<3).contains(across)
        let tap = meets ? layer.weights[((down * 3 + across) * 32 + 5) * 32 + filter] : 0
        #expect(abs(output[place] - tap) <= 3e-7)
      }
    }
  }

  @Test func `a map of one pixel meets the kernel's centre alone`() {
    let layer = Layer(1, 1, channels: 6, filters: 10, kernel: 3, padding: 1)
    let found = layer.passes(by: Self.best)
    var centre = layer
    let place = 4 * 6 * 10..<5 * 6 * 10
    centre.shape.kernel = 1
    centre.shape.padding = 0
    centre.weights = Array(layer.weights[place])
    let one = centre.passes(by: Self.best)
    #expect(found.output == one.output && found.inputGradient == one.inputGradient)
    #expect(Array(found.weightGradient[place]) == one.weightGradient)
    #expect(found.weightGradient.enumerated().allSatisfy { place.contains($0.offset) || $0.element == 0 })
  }
}
