import Datasets
import SweepModel
import Testing
import Training

private func layers(_ changes: [String: any Sendable]) throws -> [LayerPlan] {
  let spec = try trial(changes.merging(["depth": 3, "width": 7]) { $1 })
  return try TrainingPlan(spec, data: .teacher(spec)).layers
}

/// Every normalisation with every activation, whole and without the last one.
private let kinds: [[String: any Sendable]] = Normalization.allCases.flatMap { normalization in
  Activation.allCases.flatMap { activation in
    [true, false].map {
      [
        "normalization": normalization.rawValue, "activation": activation.rawValue, "last_activation": $0,
        "bias": true,
      ]
    }
  }
}

struct LayerPlanTests {
  @Test(
    arguments: [
      ([:], ["fc1", "relu1", "fc2", "relu2", "fc3"]),
      (["activation": "identity"], ["fc1", "fc2", "fc3"]),
      (["last_activation": false, "activation": "gelu"], ["fc1", "gelu1", "fc2", "fc3"]),
      (["normalization": "batch"], ["fc1", "bn1", "relu1", "fc2", "bn2", "relu2", "fc3"]),
      (
        ["normalization": "layer", "activation": "tanh", "last_activation": false],
        ["fc1", "ln1", "tanh1", "fc2", "fc3"]
      ),
    ] as [([String: any Sendable], [String])])
  func `a network is a list of named layers`(changes: [String: any Sendable], names: [String]) throws {
    #expect(try layers(changes).map(\.facts.name) == names)
  }

  @Test(arguments: kinds)
  func `each layer takes what the one before gives`(kind: [String: any Sendable]) throws {
    let facts = try layers(kind).map(\.facts)
    #expect(facts.first?.input.channels == 8 && facts.first?.input.count == 8)
    #expect(facts.last?.output.channels == 4)
    for (layer, next) in zip(facts, facts.dropFirst()) { #expect(layer.output == next.input) }
  }

  @Test(arguments: kinds)
  func `what is measured, multiplied and learned follows from the list`(kind: [String: any Sendable]) throws {
    let facts = try layers(kind).map(\.facts)
    #expect(facts.compactMap(\.view).map(\.inputs) == [8, 7, 7])
    #expect(facts.compactMap(\.view).map(\.outputs) == [7, 7, 4])
    let operations = facts.map(\.operations).reduce(0, +)
    #expect(operations == 2 * (8 * 7 + 7 * 7 + 7 * 4))
    let spec = try trial(kind.merging(["depth": 3, "width": 7]) { $1 })
    let trainer = try Trainer(spec, data: .teacher(spec))
    var learned = 0
    for role in ArrayRole.allCases {
      let counts = try layers(kind).compactMap { $0.shape(of: role)?.reduce(1, *) }
      #expect(trainer.values(of: role).map(\.count) == counts)
      if role.isLearned { learned += counts.reduce(0, +) }
    }
    #expect(trainer.state.parameters.entries.count == learned)
  }

  @Test(arguments: [("none", false), ("layer", false), ("batch", true)])
  func `only batch normalisation remembers anything`(normalization: String, remembers: Bool) throws {
    let roles = try layers(["normalization": normalization]).flatMap(\.facts.arrays).map(\.role)
    #expect(roles.contains(.runningMean) == remembers && roles.contains(.runningVariance) == remembers)
    #expect(roles.contains(.scale) == (normalization != "none"))
  }
}
