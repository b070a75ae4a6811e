import ArrayFiles
import Foundation
import Testing

/// The dimension of rollouts, whose rows stand in time.
@Suite struct WindowTests {
  private static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("sweeps/data").path

  private func inputs(_ robot: String, _ rest: String) throws -> [String: Any] {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "trial.yaml",
      """
      experiment: regression
      samples: 1000
      depth: 1
      epochs: 1
      learning_rate: 1.0e-30
      milestones: []
      metrics: [dimension_scale, intrinsic_dimension]
      \(rest)

      """)
    let run = try Program.run(
      "fathom", ["train", file, "--data", "\(Self.data)/mujoco_\(robot).npz", "--format", "json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return try #require((try run.json()["layers"] as? [[String: Any]])?.first)
  }

  /// Of the standardised inputs, from all pairs' distances in numpy as in `make_scale.py`. The paper's first 1,000 rows are
  /// one episode of Swimmer and Hopper and twenty of Reacher.
  @Test(arguments: [
    ("swimmer", 0, [4.223, 3.197, 4.36, 3.81, 3.66, 3.10, 2.52, 1.91]),
    ("swimmer", 20, [4.272, 3.193, 4.40, 3.89, 3.67, 3.11, 2.47, 1.87]),
    ("reacher", 0, [3.373, 1.763, 3.52, 1.84, 1.79, 1.81, 1.13, 1.20]),
    ("reacher", 20, [9.187, 3.654, 8.72, 4.81, 3.39, 3.46, 1.97, 2.31]),
    ("hopper", 0, [3.414, 3.076, 3.53, 2.78, 2.88, 3.19, 3.08, 2.89]),
    ("hopper", 20, [7.397, 4.384, 6.80, 5.62, 4.73, 4.22, 3.72, 3.34]),
  ])
  func `neighbours in time change the dimension of a rollout`(
    _ robot: String, _ apart: Int, _ expected: [Double]
  ) throws {
    let layer = try inputs(robot, apart > 0 ? "neighbours_apart: \(apart)" : "")
    let names = ["twonn", "mle"] + [2, 4, 8, 16, 32, 64].map { "twonn_\($0)" }
    for (name, value) in zip(names, expected) {
      let found = try #require(layer[name] as? Double, "\(name)")
      #expect(abs(found - value) <= (name.contains("_") ? 0.0051 : 0.00051), "\(name): \(found)")
    }
  }

  @Test func `rows that a split leaves next to each other are as far apart as in the file`() throws {
    let held = "test_fraction: 0.5\ndata_seed: 3\n"
    let (plain, one, two) = (
      try inputs("hopper", held), try inputs("hopper", held + "neighbours_apart: 1"),
      try inputs("hopper", held + "neighbours_apart: 20")
    )
    let values = try [plain, one, two].map { try #require($0["mle"] as? Double) }
    #expect(Set(values).count == 3)
  }

  @Test func `fathom measure takes the rows of a file in their order`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<200).flatMap { row in [sin(Double(row) / 9), cos(Double(row) / 7)] }
    try ArrayFile.writeNPZ(
      path: folder.path("n.npz"),
      [
        NPZArray("H1", shape: [200, 2], .doubles(rows)), NPZArray("Y", shape: [200, 2], .doubles(rows)),
      ])
    func measured(_ arguments: [String]) throws -> Program.Ending {
      try Program.run(
        "fathom", ["measure", "n.npz", "--metrics", "intrinsic_dimension", "--format", "json"] + arguments,
        in: folder)
    }
    let mle = try [[], ["--neighbours-apart", "0"], ["--neighbours-apart", "5"]].map { arguments in
      let layers = try measured(arguments).json()["layers"] as? [[String: Any]]
      return try #require(layers?.first?["mle"] as? Double)
    }
    #expect(mle[0] == mle[1] && mle[2] > mle[0])
    let refused = try measured(["--neighbours-apart=-1"])
    #expect(refused.status == 2)
    #expect(refused.errors.contains("'--neighbours-apart' is -1. Give a number of rows, 0 or more."))
  }

  private func plan(_ dataset: String, _ measure: String) throws -> Program.Ending {
    let folder = try TemporaryFolder()
    try folder.write(
      "s.yaml",
      """
      experiment: regression
      parameters:
        dataset: \(dataset)
        samples: 500
      measure: \(measure)

      """)
    return try Program.run("fathom", ["plan", "s.yaml", "--format", "json"], in: folder)
  }

  @Test func `a window is part of a trial's identity where it is given, and asks for a file`() throws {
    let file = "\(Self.data)/mujoco_hopper.npz"
    func hash(_ measure: String) throws -> String {
      let answer = try plan(file, measure)
      #expect(answer.status == 0, "\(answer.errors)")
      return try #require(try answer.json()["plan_hash"] as? String)
    }
    let plain = try hash("{metrics: [nrc]}")
    #expect(try hash("{metrics: [nrc], neighbours_apart: 0}") == plain)
    #expect(try hash("{metrics: [nrc], neighbours_apart: 20}") != plain)
    #expect(
      try hash("{metrics: [nrc], neighbours_apart: 20}") != hash("{metrics: [nrc], neighbours_apart: 21}"))
    for drawn in ["teacher", "[\(file), teacher]", "scenes"] {
      let refused = try plan(drawn, "{metrics: [nrc], neighbours_apart: 20}")
      #expect(refused.status == 2)
      #expect(
        refused.errors.contains(
          "s.yaml:5: 'neighbours_apart' is 20, and the rows of dataset '\(drawn == "scenes" ? drawn : "teacher")' are "
            + "drawn one by one, in no order of time. Remove it, or give a sweep of data files."),
        "\(refused.errors)")
    }
    let wrong = try plan(file, "{metrics: [nrc], neighbours_apart: -2}")
    #expect(wrong.status == 2 && wrong.errors.contains("s.yaml:5: 'neighbours_apart' is '-2'."))
  }
}
