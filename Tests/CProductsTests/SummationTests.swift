import CProducts
import Testing

/// The law that makes bits independent of the machine: in which order an entry's terms are added.
struct SummationTests {
  /// Fused multiply-adds in order within a block, and blocks one after the other.
  private func sum(_ blocks: [[(Float, Float)]]) -> Float {
    let sums = blocks.map { block in
      block.reduce(into: Float(0)) { $0.addProduct($1.0, $1.1) }
    }
    return sums.dropFirst().reduce(sums[0], +)
  }

  private func blocks<Term>(_ terms: [Term], of size: Int) -> [[Term]] {
    stride(from: 0, to: terms.count, by: size).map { Array(terms[$0..<min($0 + size, terms.count)]) }
  }

  /// 3 x 64 terms a row of the kernel: one row a block. 3 x 30: two rows, then one. 3 x 100: rows in halves.
  @Test(arguments: [(64, 192), (30, 180), (100, 150)])
  func `an output is summed by rows of the kernel in blocks of at most 256 terms`(channels: Int, block: Int) {
    let layer = Layer(4, 5, channels: channels, filters: 9, kernel: 3, padding: 0)
    let output = layer.passes(by: products_best()).output
    for place in [0, 5, 11] {
      for filter in [0, 8] {
        var terms: [(Float, Float)] = []
        layer.eachProduct { x, w, y in
          if y == place * 9 + filter { terms.append((layer.input[x], layer.weights[w])) }
        }
        #expect(output[place * 9 + filter] == sum(blocks(terms, of: block)))
      }
    }
  }

  /// 15 pixels an image: blocks of 17 images. 17 x 20 = 340 pixels: halves of an image.
  @Test(arguments: [(3, 5, 40, 255), (17, 20, 2, 170)])
  func `a weight's gradient is summed by pixels in blocks of whole images or even parts of one`(
    height: Int, width: Int, images: Int, block: Int
  ) {
    let layer = Layer(images: images, height, width, channels: 3, filters: 5, kernel: 3, padding: 1)
    let gradient = layer.passes(by: products_best()).weightGradient
    // The centre tap meets every pixel; the other taps' terms beyond the edge are zeros.
    for place in [4 * 15, 4 * 15 + 7, 5 * 15 - 1] {
      var terms: [(Float, Float)] = []
      layer.eachProduct { x, w, y in
        if w == place { terms.append((layer.input[x], layer.outputGradient[y])) }
      }
      #expect(gradient[place] == sum(blocks(terms, of: block)))
    }
  }

  /// The taps of one parity class, the last one first, each with all filters: 4 x 70 terms as two rows of 140.
  @Test func `an input's gradient is summed from the kernel's last tap to its first`() {
    let layer = Layer(7, 7, channels: 4, filters: 70, kernel: 3, stride: 2, padding: 1)
    let gradient = layer.passes(by: products_best()).inputGradient
    let place = ((3 * 7) + 3) * 4 + 2
    var terms: [(w: Int, y: Int)] = []
    layer.eachProduct { x, w, y in
      if x == place { terms.append((w, y)) }
    }
    // By gradients in row order, which is the kernel's order backwards; its filters stay in order.
    terms.sort { ($0.y / 70, $0.w) < ($1.y / 70, $1.w) }
    let pairs = terms.map { (layer.outputGradient[$0.y], layer.weights[$0.w]) }
    #expect(terms.count == 280 && gradient[place] == sum(blocks(pairs, of: 140)))
  }
}
