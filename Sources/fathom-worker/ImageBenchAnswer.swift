internal import Answers
internal import Foundation
internal import LinearAlgebra
internal import Processes
internal import SweepModel

/// What `bench train` prints of a network of images.
struct ImageBenchAnswer: Answer, Codable {
  struct Row: Codable {
    var batch: Int
    var imagesPerSecond, gflops: Double
    var peakShare = 0.0
    /// Of the network in training; of the whole process then, where the kernel tells.
    var networkBytes: Int
    var residentBytes: Int?
    /// Processor time of an epoch of `samples` images, and of all metrics of all layers over as many.
    var epochSeconds, measureSeconds: Double
    var measureShare = 0.0
    /// Speed of several processes together over that of one.
    var scaling: Double?
  }

  struct Peer: Codable {
    var name: String
    var batch: Int
    var imagesPerSecond: Double
    var gflops: Double?
    /// Our speed over this one.
    var ratio: Double?
  }

  var processor, coreType: String
  var peakGflops: Double
  var model: String
  var width: Int
  var stem: String?
  var image, samples: Int
  var rows: [Row]
  private(set) var peers: [Peer]?

  init(_ images: BenchImages, peak: Double, _ rows: [Row]) {
    (processor, coreType, peakGflops) = (Processor.current.name, BLAS.coreType, peak)
    (model, width, stem) = (images.model, images.network.width, images.stem?.rawValue)
    (image, samples, self.rows) = (images.network.image.height, images.samples, rows)
    for (index, row) in rows.enumerated() {
      self.rows[index].peakShare = row.gflops / peak
      self.rows[index].measureShare = row.measureSeconds / row.epochSeconds
    }
  }

  mutating func add(together: [ImageBenchAnswer]) {
    for index in rows.indices {
      rows[index].scaling = together.reduce(0) { $0 + $1.rows[index].gflops } / rows[index].gflops
    }
  }

  mutating func add(peers: [Peer]) {
    self.peers = peers.map { peer in
      var peer = peer
      guard let row = rows.first(where: { $0.batch == peer.batch }) else { return peer }
      peer.ratio = row.imagesPerSecond / peer.imagesPerSecond
      peer.gflops = row.gflops / row.imagesPerSecond * peer.imagesPerSecond
      return peer
    }
  }

  func text(width: Int) -> String {
    var lines = [
      "\(model) of width \(self.width)\(stem.map { ", stem \($0)" } ?? ""), images of \(image) x \(image)",
      "\(processor), core type \(coreType), FMA peak of one core \(Int(peakGflops)) GFLOP/s",
      "         batch  images/s  GFLOP/s  of peak  network, MB  process, MB"
        + "  measuring \(samples), s  of epoch  scaling",
    ]
    for row in rows {
      let resident = row.residentBytes.map { String(format: "%13.0f", Double($0) * 1e-6) } ?? "            –"
      let measured = String(format: "%.1f", row.measureSeconds)
      lines.append(
        Self.line("fathom", row.batch, row.imagesPerSecond, row.gflops, peakGflops)
          + String(format: "%13.0f", Double(row.networkBytes) * 1e-6) + resident
          + String(repeating: " ", count: max(1, 15 + "\(samples)".count - measured.count)) + measured
          + String(format: "%9.0f%%", 100 * row.measureShare)
          + (row.scaling.map { String(format: "%9.2f", $0) } ?? "        –"))
    }
    for peer in peers ?? [] {
      lines.append(
        Self.line(peer.name, peer.batch, peer.imagesPerSecond, peer.gflops ?? 0, peakGflops)
          + (peer.ratio.map { String(format: "  fathom is %.2f times as fast", $0) } ?? ""))
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func line(
    _ name: String, _ batch: Int, _ images: Double, _ gflops: Double, _ peak: Double
  ) -> String {
    name.padding(toLength: 8, withPad: " ", startingAt: 0)
      + String(format: "%6d %9.1f %8.1f %7.0f%%", batch, images, gflops, 100 * gflops / peak)
  }
}
