import ArrayFiles
import Foundation
import Testing

/// A renaming of classes changes no metric: whatever numbers a file gives them, they are the same classes.
@Suite struct LabelTests {
  /// 12 samples of 3 classes with a bit of scatter, and what `labels` holds.
  private func measured(
    _ labels: NPZArray, outputs: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (layer: NSDictionary, targets: [String: Any], errors: String) {
    let folder = try TemporaryFolder()
    var entries: [Float] = []
    for row in 0..<12 {
      let place = Float(row % 3)
      entries += [place * place + 0.01 * Float(row), 1 - place + 0.02 * Float(row * row % 7), 0.5 * place]
    }
    var arrays = [NPZArray("H1", shape: [12, 3], .floats(entries)), labels]
    if let outputs {
      let weights = (0..<outputs * 3).map { Float(($0 * 5) % 7) - 3 }
      arrays.append(NPZArray("W1", shape: [outputs, 3], .floats(weights)))
    }
    try ArrayFile.writeNPZ(path: folder.path("n.npz"), arrays)
    let run = try Program.run(
      "fathom", ["measure", "n.npz", "--metrics", "nrc,ranks,classes,clusters", "--format", "json"],
      in: folder)
    #expect(run.status == 0, "\(run.errors)", sourceLocation: sourceLocation)
    let layer = try #require((try run.json()["layers"] as? [[String: Any]])?.first)
    return (layer as NSDictionary, try #require(try run.json()["targets"] as? [String: Any]), run.errors)
  }

  private func integers(_ names: [Int], shape: [Int] = [12]) -> NPZArray {
    NPZArray("labels", shape: shape, .integers((0..<12).map { names[$0 % 3] }))
  }

  @Test(arguments: [
    [1, 2, 3], [0, 1, 3], [0, 5, 9], [-1, 0, 1], [7, 8, 9], [10, 200, 3000], [2, 4, 6], [-3, -2, -1],
    [1_000_000_000, 2_000_000_000, 3_000_000_000], [0, 100_000, 100_001],
  ])
  func `classes with other numbers in the same order have the same metrics, and are told`(_ names: [Int])
    throws
  {
    for outputs in [nil, 3] {
      let plain = try measured(integers([0, 1, 2]), outputs: outputs)
      let renamed = try measured(integers(names), outputs: outputs)
      #expect(renamed.layer == plain.layer)
      #expect(plain.errors.isEmpty && plain.targets["labels"] == nil)
      #expect(plain.layer["nc1"] is Double && plain.targets["classes"] as? Int == 3)
      let list = names.map(String.init).joined(separator: ", ")
      #expect(renamed.errors == "n.npz: 'labels' has 3 classes, \(list), numbered 0 to 2 in this order\n")
      #expect(renamed.targets["labels"] as? [Int] == names)
    }
  }

  @Test func `labels of every form are the same labels`() throws {
    let plain = try measured(integers([0, 1, 2])).layer
    let values = (0..<12).map { Double($0 % 3) }
    for labels in [
      integers([0, 1, 2], shape: [12, 1]), NPZArray("labels", shape: [12], .doubles(values)),
      NPZArray("labels", shape: [12, 1], .floats(values.map { Float($0) + 1 })),
    ] {
      #expect(try measured(labels).layer == plain)
    }
  }

  @Test func `a class of another place changes no metric by more than rounding`() throws {
    let plain = try measured(integers([0, 1, 2])).layer
    let turned = try measured(integers([2, 0, 1])).layer
    for case (let name as String, let value as Double) in plain {
      let other = try #require(turned[name] as? Double, "\(name)")
      #expect(abs(other - value) <= 1e-6 * max(1, abs(value)), "\(name)")
    }
  }

  @Test(arguments: [([0, 1, 3], 4), ([0, 2, 3], 10), ([1, 2, 3], 4), ([0, 4, 9], 10)])
  func `labels that name outputs keep them`(_ names: [Int], _ outputs: Int) throws {
    let kept = try measured(integers(names), outputs: outputs)
    #expect(kept.errors.hasSuffix("numbered 0 to 2 in this order; an output keeps the label of its number\n"))
    #expect(kept.layer["nc1"] is Double && kept.layer["nc4"] is Double)
    #expect(kept.layer["nc3"] is NSNull)
  }

  /// Outputs that are 4 of a unit more than the others for the features of their own class, and of which one wins always.
  private func disagreement(winner: Int?) throws -> Double {
    let folder = try TemporaryFolder()
    let names = [0, 1, 3]
    var (features, weights): ([Float], [Float]) = ([], [])
    for row in 0..<12 {
      for column in 0..<3 { features.append(column == row % 3 ? 4 : 0.01 * Float(row * column % 5)) }
    }
    for output in 0..<4 {
      for column in 0..<3 { weights.append(output == winner ? 9 : names[column] == output ? 1 : 0) }
    }
    try ArrayFile.writeNPZ(
      path: folder.path("n.npz"),
      [
        NPZArray("H1", shape: [12, 3], .floats(features)), NPZArray("W1", shape: [4, 3], .floats(weights)),
        integers(names),
      ])
    let run = try Program.run(
      "fathom", ["measure", "n.npz", "--metrics", "classes", "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let layer = try #require((try run.json()["layers"] as? [[String: Any]])?.first)
    return try #require(layer["nc4"] as? Double)
  }

  @Test func `an output is of the label of its number, and of no class where no sample has it`() throws {
    #expect(try disagreement(winner: nil) == 0)
    #expect(try disagreement(winner: 2) == 1)
    #expect(try disagreement(winner: 3) == 2.0 / 3)
  }

  @Test func `of many classes twelve are told`() throws {
    let folder = try TemporaryFolder()
    for count in [12, 13] {
      let entries = (0..<2 * count * 2).map { Float(($0 * 37) % 11) }
      try ArrayFile.writeNPZ(
        path: folder.path("n.npz"),
        [
          NPZArray("H1", shape: [2 * count, 2], .floats(entries)),
          NPZArray("labels", shape: [2 * count], .integers((0..<2 * count).map { $0 % count + 1 })),
        ])
      let run = try Program.run("fathom", ["measure", "n.npz", "--metrics", "classes"], in: folder)
      #expect(
        run.errors == "n.npz: 'labels' has \(count) classes, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"
          + "\(count == 13 ? ", …" : ""), numbered 0 to \(count - 1) in this order\n")
    }
  }

  @Test(arguments: [([1, 2, 3], 6), ([1, 2, 3], 3), ([5, 6, 7], 3), ([-1, 0, 2], 3)])
  func `labels that name no outputs are numbered in order`(_ names: [Int], _ outputs: Int) throws {
    #expect(
      try measured(integers(names), outputs: outputs).layer
        == measured(integers([0, 1, 2]), outputs: outputs).layer)
  }
}
