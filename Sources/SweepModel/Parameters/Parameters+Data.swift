private let many = 100_000_000
private let teacher: Set<DataSource> = [.teacher]
private let ranked: Set<DataSource> = [.teacher, .scenes]
private let drawn: Set<DataSource> = [.teacher, .gaussianClusters]
private let clusters: Set<DataSource> = [.gaussianClusters]
private let labelled: Set<DataSource> = [.gaussianClusters, .file]
private let regressed: Set<DataSource> = [.teacher, .scenes, .file]
private let anyData: Set<DataSource> = [.teacher, .gaussianClusters, .scenes, .file]

extension Declaration {
  static let data: [Declaration] = [
    Parameter.dataset, Parameter.samples, Parameter.inputDesign, Parameter.inputs, Parameter.imageSize,
    Parameter.targetDim,
    Parameter.targetRank, Parameter.teacherWidth, Parameter.targetColumns, Parameter.header,
    Parameter.classes,
    Parameter.spread, Parameter.noise, Parameter.standardize, Parameter.whitenTargets, Parameter.testFraction,
    Parameter.dataSeed,
  ]
}

extension Parameter where Field == Dataset {
  package static let dataset = Parameter(
    "dataset", .dataset, .required, .data, decidesData: true,
    "where the rows come from; a path is relative to the sweep file")
}

extension Parameter where Field == InputDesign {
  package static let inputDesign = Parameter(
    "input_design", .choice(InputDesign.words), .unwritten(.normal), .data, on: teacher, decidesData: true,
    "what the teacher's inputs are: standard normal, or the settings of a tunable matrix product")
}

extension Parameter where Field == Int {
  package static let samples = Parameter(
    "samples", .integer(1...many),
    .derived("10000 generated ones, all rows of a file") { spec, _ in spec.source == .file ? nil : 10_000 },
    .data, on: anyData, decidesData: true,
    "rows that are generated, or the first rows of a file, before the split")
  package static let inputs = Parameter(
    "inputs", .integer(1...100_000),
    .derived("20; 14 with sgemm") { spec, _ in spec[.inputDesign]?.columns ?? 20 }, .data, on: drawn,
    decidesData: true, "input columns")
  package static let imageSize = Parameter(
    "image_size", .integer(8...512), .value(32), .data, on: [.scenes], decidesData: true,
    "rows and columns of pixels of a scene")
  package static let targetDim: Parameter<Int> = Parameter(
    "target_dim", .integer(1...100_000),
    .derived("10; target_rank with scenes") { spec, _ in
      spec.source == .scenes ? spec[.targetRank] ?? 2 : 10
    }, .data, on: ranked, decidesData: true, "target columns")
  package static let targetRank: Parameter<Int> = Parameter(
    "target_rank", .integer(1...100_000),
    .derived("the largest that target_dim, inputs and teacher_width allow; none with a file") { spec, _ in
      if spec.source == .scenes { return min(spec[.targetDim] ?? 2, 8) }
      guard spec.source == .teacher, let columns = spec[.targetDim], let inputs = spec[.inputs] else {
        return nil
      }
      return min(columns, inputs, spec[.teacherWidth] ?? .max)
    }, .numbers, on: regressed, decidesData: true,
    "rank of the targets; with scenes how many of their 8 factors; with a file the rank known for them")
  package static let teacherWidth: Parameter<Int> = Parameter(
    "teacher_width", .integer(1...100_000), .derived("target_rank") { spec, _ in spec[.targetRank] }, .data,
    on: teacher, decidesData: true, "width of the teacher's two hidden layers")
  package static let targetColumns = Parameter(
    "target_columns", .integer(1...100_000),
    .derived("1 with a CSV or .npy file") { _, data in data?.isTable == true ? 1 : nil }, .numbers,
    on: [.file], decidesData: true, "how many of a CSV or .npy file's last columns are targets")
  package static let classes = Parameter(
    "classes", .integer(2...100_000),
    .derived("10 clusters; a file's largest label and one") { spec, data in
      guard spec.source == .file else { return 10 }
      if case .classes(_, let count)? = data?.labels { return count }
      return nil
    }, .classes, on: labelled, decidesData: true, "of a classification; labels count from 0")
  package static let dataSeed = Parameter(
    "data_seed", .integer(0...Int(1) << 53), .value(0), .data, on: anyData, decidesData: true,
    "drives teacher, noise, clusters and split; 'seed': that of each trial")
}

extension Parameter where Field == Double {
  package static let spread = Parameter(
    "spread", .real(.atLeast(0)), .value(0.5), .classes, on: clusters, decidesData: true,
    "standard deviation of each input about its cluster's centroid, whose inputs are standard normal")
  package static let noise = Parameter(
    "noise", .real(.atLeast(0)), .value(0), .data, on: ranked, decidesData: true,
    "standard deviation of the noise on each target, in units of the target's own")
  package static let testFraction = Parameter(
    "test_fraction", .real(.within(0..<1)),
    .derived("a file's own test rows, else 0.2") { _, data in data?.testRows == nil ? 0.2 : nil }, .network,
    on: anyData, decidesData: true, "share of the rows held out for testing")
}

extension Parameter where Field == Bool {
  package static let header: Parameter<Bool> = Parameter(
    "header", .flag, .derived("true where a text file's first line has a word") { _, _ in nil }, .data,
    on: [.file],
    decidesData: true, "whether the first line of a text file is the columns' names")
  package static let standardize = Parameter(
    "standardize", .flag, .value(true), .data, on: anyData, decidesData: true,
    "give each input and target column mean 0 and variance 1 on the training rows; classes stay as coded")
  package static let whitenTargets = Parameter(
    "whiten_targets", .flag, .unwritten(false), .numbers, on: regressed, decidesData: true,
    "after that, turn and scale the targets so that their covariance on the training rows is the identity (ZCA)"
  )
}
