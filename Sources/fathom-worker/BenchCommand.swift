internal import ArgumentParser
internal import Foundation
internal import Training

/// The figures of docs/benchmarks.md that a worker takes.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the speed of training and of measuring.",
    subcommands: [Train.self, Measure.self])

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "train")

    @Option var width: Int?
    @Option var batch: Int?
    @Option var format = DoctorCommand.Format.table

    private struct Row: Encodable {
      var depth, width, batch: Int
      var stepsPerSecond, gflops, productShare, peakShare: Double
    }

    private struct Answer: Encodable {
      var coreType: String
      var peakGflops: Double
      var rows: [Row]
    }

    func run() throws {
      for (name, value) in [("--width", width), ("--batch", batch)] where !(1...8192).contains(value ?? 1) {
        throw BadInput("'\(name)' is '\(value ?? 0)'. Give a number from 1 to 8192.")
      }
      let report = try TrainingBenchmark.run(
        widths: width.map { [$0] } ?? TrainingBenchmark.widths,
        batches: batch.map { [$0] } ?? TrainingBenchmark.batches)
      let rows = report.rows.map {
        Row(
          depth: $0.depth, width: $0.width, batch: $0.batch, stepsPerSecond: $0.stepsPerSecond,
          gflops: $0.gigaflops, productShare: $0.productShare,
          peakShare: $0.gigaflops / report.peakGigaflops)
      }
      if format == .json {
        let answer = Answer(coreType: report.coreType, peakGflops: report.peakGigaflops, rows: rows)
        return try printJSON(answer)
      }
      print("core type \(report.coreType), FMA peak of one core \(Int(report.peakGigaflops)) GFLOP/s")
      print("depth  width  batch   steps/s  GFLOP/s  of peak  in products")
      for row in rows {
        print(
          String(
            format: "%5d %6d %6d %9.0f %8.1f %7.0f%% %11.0f%%", row.depth, row.width, row.batch,
            row.stepsPerSecond, row.gflops, 100 * row.peakShare, 100 * row.productShare))
      }
    }
  }
}
