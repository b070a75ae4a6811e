internal import Answers
internal import Foundation
internal import LinearAlgebra
internal import Training

/// What `bench train` prints.
struct BenchAnswer: Answer, Codable {
  struct Row: Codable {
    var products: String
    var depth, width, batch: Int
    var stepsPerSecond, gflops, productShare, peakShare: Double
    /// Speed of several processes together over that of one.
    var scaling: Double?
  }

  struct Peer: Codable {
    var name: String
    var width, batch: Int
    var gflops: Double
  }

  var coreType: String
  var peakGflops: Double
  var rows: [Row]
  var peers: [Peer]?

  init(_ report: TrainingBenchmark.Report) {
    coreType = report.coreType
    peakGflops = report.peakGigaflops
    rows = report.rows.map {
      Row(
        products: $0.products.rawValue, depth: $0.depth, width: $0.width, batch: $0.batch,
        stepsPerSecond: $0.stepsPerSecond, gflops: $0.gigaflops, productShare: $0.productShare,
        peakShare: $0.gigaflops / report.peakGigaflops)
    }
  }

  mutating func add(together: [[Row]], _ processes: Int) {
    for index in rows.indices {
      rows[index].scaling = together.reduce(0) { $0 + $1[index].gflops } / rows[index].gflops
    }
  }

  func text(width: Int) -> String {
    var lines = ["core type \(coreType), FMA peak of one core \(Int(peakGflops)) GFLOP/s"]
    lines.append("products  width  batch   steps/s  GFLOP/s  of peak  in products  scaling")
    for row in rows {
      let products = row.products.padding(toLength: 8, withPad: " ", startingAt: 0)
      let scaling = row.scaling.map { String(format: "%8.2f", $0) } ?? "       –"
      lines.append(
        products
          + String(
            format: " %6d %6d %9.0f %8.1f %7.0f%% %11.0f%% ", row.width, row.batch, row.stepsPerSecond,
            row.gflops, 100 * row.peakShare, 100 * row.productShare) + scaling)
    }
    for peer in peers ?? [] {
      let size = String(format: "%6d %6d           %8.1f", peer.width, peer.batch, peer.gflops)
      lines.append(peer.name.padding(toLength: 8, withPad: " ", startingAt: 0) + " " + size)
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
