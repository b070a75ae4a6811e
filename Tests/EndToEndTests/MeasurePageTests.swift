import Foundation
import Testing

@Suite struct MeasurePageTests {
  @Test(.enabled(if: Python.path != nil, "there is no Python with numpy"))
  func `the page's numpy network is measured as the page says`() throws {
    let folder = try TemporaryFolder()
    let script = try #require(try blocks("python").last)
    let made = try Python.run(try #require(Python.path), script, in: folder.url)
    #expect(made.status == 0, "\(made.output)")
    let run = try Program.run("fathom", ["measure", "network.npz", "--format", "json"], in: folder)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let layers = try #require(try run.json()["layers"] as? [[String: Any]])
    #expect(layers.map { $0["inputs"] as? Int } == [8, 32])
    let targets = try #require(try run.json()["targets"] as? [String: Any])
    let page = try Fixtures.page("measure.md")
    let variance = try #require(targets["variance"] as? Double)
    #expect(page.contains("\"nrc1\": \(String(format: "%.2f", try #require(layers[0]["nrc1"] as? Double)))"))
    #expect(page.contains("\"variance\": \(String(format: "%.2f", variance))"))
    #expect(page.contains("\"shape_layer\": null"))
    #expect(try run.json()["shape_layer"] is NSNull)
    #expect(Set(targets.keys).isSuperset(of: ["samples", "target_dim", "target_rank", "classes"]))
  }

  @Test(.enabled(if: Python.path.map { Python.has($0, "torch") } ?? false, "there is no PyTorch"))
  func `the page's hooks record a PyTorch network`() throws {
    let folder = try TemporaryFolder()
    let use = """

      net = torch.nn.Sequential(torch.nn.Linear(4, 6), torch.nn.ReLU(), torch.nn.Linear(6, 2))
      record(net, torch.randn(50, 4), torch.randn(50, 2), "network.npz", batch=16)
      """
    let made = try Python.run(
      try #require(Python.path), try #require(try blocks("python").first) + use, in: folder.url)
    #expect(made.status == 0, "\(made.output)")
    let run = try Program.run("fathom", ["measure", "network.npz", "--format", "json"], in: folder)
    let layers = try #require(try run.json()["layers"] as? [[String: Any]])
    #expect(layers.map { $0["outputs"] as? Int } == [6, 2])
  }

  @Test func `the page's trial trains`() throws {
    let folder = try TemporaryFolder()
    let trial = try folder.write("trial.yaml", try #require(try blocks("yaml").first))
    let run = try Program.run("fathom", ["train", trial], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("train_loss") && run.output.contains("nrc1"))
  }

  /// The page's blocks of a language.
  private func blocks(_ language: String) throws -> [String] {
    try Fixtures.page("measure.md").components(separatedBy: "```\(language)\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }
}
