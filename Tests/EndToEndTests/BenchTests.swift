import Foundation
import Testing

/// The benchmarks run and tell what they say they tell; how fast they are is nobody's test.
@Suite(.serialized) struct BenchTests {
  @Test(arguments: [[], ["--ipc"], ["--keys"], ["--keys", "--restart"]])
  func `every trial of the dispatch benchmark is finished`(options: [String]) throws {
    let folder = try TemporaryFolder()
    let arguments = ["bench", "dispatch", "--trials", "6000", "--format", "json"] + options
    let bench = try Program.run("fathom", arguments, in: folder)
    #expect(bench.status == 0, "\(bench.errors)")
    let metrics = try bench.json()
    #expect(metrics["trials"] as? Int == 6000)
    #expect(try #require(metrics["trials_per_second"] as? Double) > 0)
    #expect((metrics["transport"] as? String)?.hasSuffix("with keys") == options.contains("--keys"))
  }

  @Test func `idle workers beat and none is lost`() throws {
    let folder = try TemporaryFolder()
    let arguments = ["bench", "workers", "--workers", "40", "--time", "2", "--format", "json"]
    let bench = try Program.run("fathom", arguments, in: folder)
    #expect(bench.status == 0, "\(bench.errors)")
    let metrics = try bench.json()
    #expect(metrics["lost"] as? Int == 0)
    #expect(try #require(metrics["messages"] as? Int) >= 40)
  }

  @Test(arguments: [["--keys", "--ipc"], ["--trials", "1"], ["--slots", "0"]])
  func `a benchmark that makes no sense is refused`(options: [String]) throws {
    let folder = try TemporaryFolder()
    let bench = try Program.run("fathom", ["bench", "dispatch"] + options, in: folder)
    #expect(bench.status == 2)
    #expect(bench.errors.split(separator: "\n").count == 1, "\(bench.errors)")
  }
}
