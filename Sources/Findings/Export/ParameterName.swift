/// The parameters that findings and pages know by name.
package enum ParameterName {
  static let experiment = "experiment"
  static let numerics = "numerics"
  package static let seed = "seed"
  package static let dataset = "dataset"
  package static let depth = "depth"
  package static let width = "width"
  package static let targetRank = "target_rank"
  static let teacherWidth = "teacher_width"
  static let epochs = "epochs"
  static let milestones = "milestones"
  package static let weightDecay = "weight_decay"
  static let optimizer = "optimizer"
  static let featureMap = "feature_map"
  static let projection = "projection"
  static let measureEvery = "measure_every"
  static let metrics = "metrics"
}
