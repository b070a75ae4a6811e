internal import LinearAlgebra
internal import SweepModel

/// Rendered images whose targets have a known dimension: a soft-edged ellipse, blue at one end and orange at the other,
/// on a lit background.
///
/// Eight independent factors, uniform in (-1, 1), decide an image: x, y, angle, size, brightness, aspect and the light
/// along x and along y. The first `target_rank` are the targets where `target_dim` is as many; else the targets are a
/// fixed linear map of them, its entries normal with variance 1 / `target_rank`. The other factors a network has to
/// learn to ignore. Image i of a seed does not depend on how many there are.
///
/// - Shapes: inputs N x (S * S * 3), rows of pixels first, channels innermost, from 0 to .95; targets N x `target_dim`.
/// - Precision: double, with + - * / and comparisons alone, rounded to `Float` at the end: the same pixels on every
///   machine.
enum Scenes {
  static let factors = 8

  static func samples(_ spec: Specification) throws(TrainingError) -> Samples {
    let (rows, side) = (try spec.required(.samples), try spec.required(.imageSize))
    let (rank, columns) = (try spec.required(.targetRank), try spec.required(.targetDim))
    guard rank <= min(columns, factors) else {
      throw .outOfRange(
        parameter: Parameter.targetRank.name, value: "\(rank)", expected: "at most \(min(columns, factors))")
    }
    let seed = try spec.required(.dataSeed)
    let latents = (0..<rows).map { Self.latents($0, seed: seed) }
    var inputs: [Float] = []
    inputs.reserveCapacity(rows * side * side * 3)
    for latent in latents { Scene(latent).render(side, into: &inputs) }
    var targets = latents.flatMap { $0.prefix(rank) }
    if columns != rank { targets = map(targets, rank, columns, seed: seed) }
    addNoise(try spec.required(.noise), columns: columns, seed: seed, to: &targets)
    return Samples(
      inputs: Matrix(rows: rows, columns: side * side * 3, entries: inputs),
      targets: Matrix(rows: rows, columns: columns, entries: targets.map { Float($0) }))
  }

  /// The factors of image `row`: SplitMix64's numbers at places 8 row + 1 … 8 row + 8 of the seed's own stretch.
  static func latents(_ row: Int, seed: Int) -> [Double] {
    (1...factors).map { place in
      let number = UInt64(row * factors + place) &+ UInt64(bitPattern: Int64(seed)) &* 0x100_0000_01b3
      var word = number &* 0x9e37_79b9_7f4a_7c15
      word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
      word ^= word >> 31
      return 2 * ((Double(word >> 40) + 0.5) / 16_777_216) - 1
    }
  }

  private static func map(_ latents: [Double], _ rank: Int, _ columns: Int, seed: Int) -> [Double] {
    var stream = RandomStream(seed: seed, for: .teacher)
    let entries = (0..<columns * rank).map { _ in stream.normal() / Double(rank).squareRoot() }
    return stride(from: 0, to: latents.count, by: rank).flatMap { first in
      (0..<columns).map { column in
        (0..<rank).reduce(0) { $0 + entries[column * rank + $1] * latents[first + $1] }
      }
    }
  }
}

/// One image, before it has pixels.
private struct Scene {
  private let x, y, cosine, sine, length, breadth, brightness, lightX, lightY: Double

  init(_ factors: [Double]) {
    x = factors[0] * 0.5
    y = factors[1] * 0.5
    // Within 60 degrees, by the tangent of half of it.
    let half = factors[2] * 0.5773502691896258
    cosine = (1 - half * half) / (1 + half * half)
    sine = 2 * half / (1 + half * half)
    length = 0.4 * (1 + 0.35 * factors[3])
    breadth = length * 0.5 * (1 + 0.3 * factors[5])
    brightness = 0.7 + 0.25 * factors[4]
    (lightX, lightY) = (0.15 * factors[6], 0.15 * factors[7])
  }

  /// Appends `side` x `side` pixels of three channels, row by row.
  func render(_ side: Int, into pixels: inout [Float]) {
    func place(_ index: Int) -> Double { Double(2 * index + 1) / Double(side) - 1 }
    for row in 0..<side {
      let (down, v) = (place(row), place(row) - y)
      for column in 0..<side {
        let (right, u) = (place(column), place(column) - x)
        let (along, across) = (cosine * u + sine * v, cosine * v - sine * u)
        let (p, q) = (along / length, across / breadth)
        let cover = clamped((1.25 - (p * p + q * q)) * 2)
        let head = clamped(0.5 + along / (2 * length))
        let light = 0.35 + lightX * right + lightY * down
        for colour in [head, 0.6, 1 - head] {
          pixels.append(Float(light * (1 - cover) + cover * brightness * colour))
        }
      }
    }
  }

  private func clamped(_ value: Double) -> Double { min(max(value, 0), 1) }
}
