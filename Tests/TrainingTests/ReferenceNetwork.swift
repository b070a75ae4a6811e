import Datasets
import Foundation
import LinearAlgebra
import SweepModel
import Training

/// The forward pass in double precision, row by row and entry by entry, written without the code under test.
struct ReferenceNetwork {
  /// One array of parameters; layers are those that have one in that role, from 0.
  struct Place: Hashable {
    let layer: Int
    let role: ArrayRole
  }

  let trainer: Trainer
  var arrays: [Place: [Double]] = [:]
  /// Batch normalisation takes the rows' own statistics, as in training.
  var usesBatchStatistics = true

  init(_ trainer: Trainer) {
    self.trainer = trainer
    for role in ArrayRole.allCases where role.isLearned {
      for (layer, values) in trainer.values(of: role).enumerated() {
        arrays[Place(layer: layer, role: role)] = values.map(Double.init)
      }
    }
  }

  private var plan: TrainingPlan { trainer.plan }

  private func array(_ layer: Int, _ role: ArrayRole) -> [Double]? {
    arrays[Place(layer: layer, role: role)]
  }

  /// What enters each linear map for every train row, and at the end the predictions.
  var features: [[[Double]]] {
    let inputs = trainer.data.train.inputs
    var all = [(0..<inputs.rows).map { row in (0..<inputs.columns).map { Double(inputs[row, $0]) } }]
    for (layer, matrix) in trainer.weights.enumerated() {
      var rows = all[layer].map { features in
        (0..<matrix.rows).map { unit in
          (0..<matrix.columns).reduce(array(layer, .bias)?[unit] ?? 0) {
            $0 + features[$1] * (array(layer, .matrix)?[unit * matrix.columns + $1] ?? .nan)
          }
        }
      }
      if layer < plan.dense.depth - (plan.dense.lastActivation ? 1 : 2) {
        rows = normalized(rows, layer).map { $0.map(activation) }
      }
      all.append(rows)
    }
    return all
  }

  private func normalized(_ rows: [[Double]], _ layer: Int) -> [[Double]] {
    guard let scale = array(layer, .scale), let shift = array(layer, .shift) else { return rows }
    let columns = rows[0].indices
    func factor(_ variance: Double) -> Double { 1 / (variance + 1e-5).squareRoot() }
    func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
    }
    if plan.network.normalization == .layer {
      return rows.map { row in
        let (mean, variance) = moments(row)
        return columns.map { (row[$0] - mean) * factor(variance) * scale[$0] + shift[$0] }
      }
    }
    let (means, variances) = (trainer.values(of: .runningMean), trainer.values(of: .runningVariance))
    let statistics = columns.map { column in
      usesBatchStatistics
        ? moments(rows.map { $0[column] })
        : (Double(means[layer][column]), Double(variances[layer][column]))
    }
    return rows.map { row in
      columns.map {
        (row[$0] - statistics[$0].0) * factor(statistics[$0].1) * scale[$0] + shift[$0]
      }
    }
  }

  func activation(_ x: Double) -> Double {
    switch plan.dense.activation {
    case .relu: max(x, 0)
    case .leakyReLU: x > 0 ? x : 0.01 * x
    case .tanh: tanh(x)
    case .gelu: x / 2 * (1 + erf(x / 2.0.squareRoot()))
    case .identity: x
    }
  }

  /// What is trained on, without decay of weights.
  var objective: Double {
    let features = features
    guard let predictions = features.last, let last = features.dropLast().last else { return .nan }
    let targets = trainer.data.train.targets
    var sum = 0.0
    for (row, prediction) in predictions.enumerated() {
      let target = prediction.indices.map { Double(targets[row, $0]) }
      if plan.loss == .crossEntropy {
        let total = log(prediction.reduce(0) { $0 + exp($1) })
        for (z, t) in zip(prediction, target) { sum += t * (total - z) }
      } else {
        for (z, t) in zip(prediction, target) { sum += (z - t) * (z - t) / Double(plan.network.outputs) }
      }
    }
    let mean = sum / Double(predictions.count) / (plan.loss == .halfMSE ? 2 : 1)
    let squares = last.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } }
    return mean + plan.featureDecay / 2 * squares / Double(predictions.count)
  }
}
