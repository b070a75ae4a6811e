import Foundation
import SweepLanguage
import SweepModel
import SweepText
import TestSupport
import Testing

/// The text of a trial of every kind on every data source, and what each setting changes in it.
@Suite struct CanonicalPinTests {
  @Test func `canonical texts and ids stay as they are`() throws {
    var lines: [String] = []
    for kind in Kind.all {
      let standard = try #require(try plan(kind.sweep()).trials.first, "\(kind.name)")
      lines.append("\(kind.name) -- \(standard.id) \(standard.canonical)")
      lines += Setting.all.map {
        "\(kind.name) -- \($0.line) -- " + Self.outcome($0, kind, standard.canonical)
      }
    }
    try expectPinned(lines.joined(separator: "\n") + "\n", "canonical-texts.txt")
  }

  /// The page's table names them all, which another test sees to.
  @Test func `every parameter of the page is set by one of the settings`() throws {
    let docs = URL(filePath: #filePath).appending(path: "../../../docs/sweep-file.md").standardizedFileURL
    let page = try String(contentsOf: docs, encoding: .utf8)
    let section = try #require(page.components(separatedBy: "\n## Parameters\n").last)
    let table = try #require(section.components(separatedBy: "\n## ").first)
    let names = table.matches(of: /\n\| `([a-z0-9_]+)` \|/).map { String($0.1) }
    #expect(names.count > 45)
    let set = Set(Setting.all.flatMap(\.names)).union(["dataset"])
    #expect(Set(names) == set)
  }

  /// The id with the fields that are not as by default, or why the cell is refused.
  private static func outcome(_ setting: Setting, _ kind: Kind, _ standard: String) -> String {
    do {
      guard let trial = try plan(kind.sweep(setting)).trials.first else { return "no trial" }
      let (before, after) = (fields(of: standard), fields(of: trial.canonical))
      let gone = before.filter { !after.contains($0) }.map { "-" + $0 }
      let new = after.filter { !before.contains($0) }.map { "+" + $0 }
      return ([trial.id.description] + gone + new).joined(separator: " ")
    } catch {
      return "refused: " + error.description.replacing("\n", with: " / ")
    }
  }

  private static func fields(of text: String) -> [String] {
    text.dropFirst().dropLast().matches(of: /"[a-z0-9_]+":(\[.*?\](?=,"|$)|[^,]*)/).map { String($0.0) }
  }
}

/// A kind of experiment on a source of data.
private struct Kind {
  var experiment: String
  var dataset: String?

  var name: String { "\(experiment) \(dataset ?? "none")" }

  static let all =
    ["regression", "ufm"].flatMap { kind in
      ["teacher", "scenes", "swimmer.npz", "bare.npz", "table.csv", "images.npz"].map {
        Kind(experiment: kind, dataset: $0)
      }
    }
    + ["classification", "deep-rfm"].flatMap { kind in
      ["gaussian-clusters", "labels.npz"].map { Kind(experiment: kind, dataset: $0) }
    }
    + [nil, "teacher", "gaussian-clusters", "labels.npz"].map { Kind(experiment: "noop", dataset: $0) }

  func sweep(_ setting: Setting? = nil) -> String {
    let parameters = (dataset.map { ["dataset: \($0)"] } ?? []) + (setting?.parameters ?? [])
    let lines = parameters.isEmpty ? "" : "parameters:\n" + parameters.map { "  \($0)\n" }.joined()
    return "experiment: \(experiment)\n" + lines + (setting?.keys ?? []).map { $0 + "\n" }.joined()
  }
}

/// What a sweep file sets besides kind and data.
private struct Setting {
  var parameters: [String] = []
  var keys: [String] = []

  var line: String { (parameters + keys).joined(separator: ", ") }
  var names: [String] { parameters.map { String($0.prefix { $0 != ":" }) } }

  static let all =
    [
      "samples: 60", "input_design: sgemm", "inputs: 15", "target_dim: 7", "target_rank: 1",
      "teacher_width: 12", "target_columns: 2", "classes: 5", "spread: 0.75", "noise: 0.25",
      "standardize: false", "whiten_targets: true", "test_fraction: 0.25", "test_fraction: 0", "data_seed: 3",
      "depth: 3", "depth: 1", "width: 48", "activation: tanh", "activation: gelu", "activation: identity",
      "activation: leaky_relu", "bias: true", "normalization: batch", "normalization: layer",
      "last_activation: false", "init: orthogonal", "init: he_uniform", "init: he_normal",
      "init: xavier_uniform", "init_gain: 0.5", "loss: mse", "loss: half_mse", "loss: cross_entropy",
      "feature_decay: 0.01", "optimizer: sgd", "optimizer: adam", "optimizer: adamw", "optimizer: lbfgs",
      "learning_rate: 0.01", "learning_rate: 1e-300", "momentum: 0.5", "momentum: 0", "nesterov: true",
      "weight_decay: 0", "weight_decay: 1.0e-7", "weight_decay: 0.30000000000000004", "decay_scope: last",
      "epochs: 30", "epochs: 1", "epochs: 100000000", "batch_size: 16", "batch_size: full",
      "schedule: cosine", "warmup_epochs: 5", "milestones: [10, 20]", "milestones: []", "lr_factor: 0.5",
      "lr_factor: 1", "shuffle: false", "keep_rank: 3", "feature_map: cosine", "kernel_bandwidth: 3",
      "ridge: 0", "projection: none",
    ].map { Setting(parameters: [$0]) }
    + [
      ["loss: mse", "label_coding: plus_minus"], ["optimizer: adam", "beta2: 0.99"],
      ["bias: true", "decay_scope: weights"], ["feature_map: cosine", "frequency_scale: 0.1"],
      ["input_design: sgemm", "target_dim: 4", "target_rank: 1"], ["teacher_width: 3", "target_dim: 2"],
      ["optimizer: lbfgs", "epochs: 7", "batch_size: full"], ["schedule: cosine", "epochs: 9"],
      ["optimizer: sgd", "momentum: 0.25", "nesterov: true"], ["samples: 60", "test_fraction: 0.5"],
      ["header: true"], ["image_size: 16"], ["drop_last: true"], ["restart_optimizer: true"],
      ["model: resnet18"],
      ["model: resnet20"], ["model: vgg11"], ["model: resnet18", "image_shape: [4, 2, 1]"],
      ["model: resnet18", "pixels: half"],
      ["model: resnet", "blocks: [1, 2]", "stem: 3x3", "width: 8", "normalization: none"],
      ["model: vgg", "stages: [[1], [2, 2]]", "width: 8"],
      [
        "model: vgg11", "head_depth: 3", "head_width: 64", "head_bias: false", "head_gain: 0.25",
        "head_first_gain: 1",
      ],
    ].map { Setting(parameters: $0) }
    + [
      "seeds: [9007199254740992]", "measure: {every: 7}", "measure: {rows: [test, train]}",
      "measure: {metrics: [ranks]}",
      "measure: {metrics: [nrc]}", "measure: {metrics: [intrinsic_dimension]}", "measure: {metrics: [agop]}",
      "measure: {metrics: [last_layer]}", "measure: {metrics: [classes]}", "measure: {metrics: [clusters]}",
      "measure: {metrics: [singular]}", "measure: {metrics: [singular, ranks, agop]}",
    ].map { Setting(keys: [$0]) }
}
