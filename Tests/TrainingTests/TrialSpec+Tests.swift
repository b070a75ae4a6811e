import Foundation
import SweepModel

/// A small teacher trial, with some of its parameters changed. Keys are those of the canonical JSON.
func trial(_ changes: [String: Any] = [:]) throws -> TrialSpec {
  var fields: [String: Any] = [
    "experiment": "regression", "numerics": TrialSpec.currentNumerics, "seed": 0,
    "dataset": "teacher", "samples": 200, "inputs": 8, "target_dim": 4, "target_rank": 2, "noise": 0,
    "standardize": true, "data_seed": 0,
    "depth": 4, "width": 16, "bias": false, "activation": "relu", "normalization": "none",
    "init": "he_uniform", "init_gain": 1,
    "loss": "mse", "optimizer": "sgd", "learning_rate": 0.02, "momentum": 0.9, "weight_decay": 0.001,
    "batch_size": 32, "epochs": 10, "milestones": [Int](), "lr_factor": 0.1, "shuffle": true,
    "input_design": "normal", "whiten_targets": false,
    "last_activation": true, "feature_decay": 0, "nesterov": false, "beta2": 0.999, "decay_scope": "all",
    "schedule": "milestones", "warmup_epochs": 0, "label_coding": "one_hot",
    "feature_map": "relu", "kernel_bandwidth": 2, "ridge": 0.001, "projection": "agop",
    "measure_every": 0, "metrics": ["nrc"],
  ]
  fields.merge(changes) { $1 }
  return try JSONDecoder().decode(TrialSpec.self, from: JSONSerialization.data(withJSONObject: fields))
}
