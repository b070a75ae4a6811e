import SweepLanguage
import SweepModel
import SweepText
import Testing

private func file(_ settings: String, measure: String = "") -> String {
  "experiment: classification\nparameters:\n"
    + settings.split(separator: "\n").map { "  \($0)\n" }.joined() + measure
}

private let clusters = "dataset: gaussian-clusters\n"

private let senseless: [(settings: String, line: Int, sentence: String)] = [
  (
    "dataset: teacher", 3,
    "'dataset' is 'teacher', whose targets are numbers, and 'experiment' is 'classification'. Choose 'gaussian-clusters' or a data file with labels."
  ),
  (
    clusters + "target_rank: 2", 4,
    "'target_rank' means nothing to experiment 'classification'. Remove it, or give it in a block of its own."
  ),
  (
    "dataset: labels.npz\ntarget_rank: 2", 4,
    "'target_rank' means nothing to experiment 'classification'. Remove it, or give it in a block of its own."
  ),
  (
    "dataset: labels.csv\ntarget_columns: 2", 4,
    "'target_columns' means nothing to experiment 'classification'. Remove it, or give it in a block of its own."
  ),
  (
    "dataset: labels.npz\nspread: 0.1", 4,
    "'spread' means nothing with the data file 'labels.npz'. Remove it, or give it in a block of its own."
  ),
  (clusters + "classes: 1", 4, "'classes' is '1'. Expected a whole number from 2 to 100000."),
  (clusters + "spread: -0.5", 4, "'spread' is '-0.5'. Expected a number of 0 or more."),
  (
    clusters + "label_coding: onehot", 4,
    "'label_coding' is 'onehot'. Expected 'one_hot' or 'plus_minus'. Did you mean 'one_hot'?"
  ),
  (
    clusters + "label_coding: plus_minus", 4,
    "'label_coding' is 'plus_minus', which means nothing to loss 'cross_entropy'. Remove it, or choose loss 'mse'."
  ),
  (
    clusters + "samples: 20\nclasses: 17", 5,
    "none of 16 training rows is of class 16, and there are 17 classes. Raise 'samples', lower 'test_fraction', or number the classes without a gap."
  ),
  (
    "dataset: labels.npz\nclasses: 3", 4,
    "'classes' is 3, and the file has labels up to 3. Give 4, or remove it."
  ),
  (
    "dataset: labels.npz\nclasses: 6", 4,
    "none of 100 training rows is of class 4, and there are 6 classes. Raise 'samples', lower 'test_fraction', or number the classes without a gap."
  ),
  (
    "dataset: labels.npz\nsamples: 99", 4,
    "none of 99 training rows is of class 3, and there are 4 classes. Raise 'samples', lower 'test_fraction', or number the classes without a gap."
  ),
  (
    "dataset: fractions.npz", 3,
    "'dataset' has the label 0.5 in train row 2 (from 0). Expected a whole number from 0 to 99999. Number the classes from 0."
  ),
  (
    "dataset: negative.npz", 3,
    "'dataset' has the label -1 in test row 0 (from 0). Expected a whole number from 0 to 99999. Number the classes from 0."
  ),
  (
    "dataset: onehot.npz", 3,
    "'dataset' has 2 targets a row, and a classification needs one label. Save the numbers of the classes, such as onehot.argmax(1)."
  ),
  (
    "dataset: same.npz", 3,
    "every label of 'dataset' is 0, and a classification needs two classes. Number the classes from 0, or choose another file."
  ),
]

@Test(arguments: senseless)
func `what means nothing to a classification is refused with the reason`(
  settings: String, line: Int, sentence: String
) throws {
  let settings = settings.replacing("labels.csv", with: "table.csv")
  let problems = try #require(throws: SweepProblems.self) { try plan(file(settings)) }
  #expect(problems.lines == ["sweeps/a.yaml:\(line): \(sentence)"])
}

@Test(arguments: [
  (
    "parameters:\n  dataset: teacher\nmeasure: {metrics: [nrc, classes]}",
    "sweeps/a.yaml:3: 'metrics' has 'classes', which needs classes, and 'experiment' is 'regression'. Remove it, or write 'experiment: classification'."
  ),
  (
    "parameters:\n  dataset: teacher\n  classes: 4",
    "sweeps/a.yaml:3: 'classes' means nothing to experiment 'regression'. Remove it, or give it in a block of its own."
  ),
  (
    "parameters:\n  dataset: swimmer.npz\n  label_coding: one_hot",
    "sweeps/a.yaml:3: 'label_coding' means nothing to experiment 'regression'. Remove it, or give it in a block of its own."
  ),
  (
    "parameters:\n  dataset: teacher\n  normalization: layer\nmeasure: {metrics: [agop]}",
    "sweeps/a.yaml:3: 'metrics' has 'agop', which is for nets without normalization, and 'normalization' is 'layer'. Remove one of them."
  ),
])
func `what needs classes or plain nets is refused without them`(text: String, sentence: String) throws {
  let problems = try #require(throws: SweepProblems.self) { try plan(text) }
  #expect(problems.lines == [sentence])
}

@Test func `a classification has defaults of its own`() throws {
  let spec = try plan(file(clusters)).trials[0].spec
  #expect(spec[.loss] == .crossEntropy && spec[.labelCoding] == .oneHot)
  #expect(spec[.classes] == 10 && spec[.spread] == 0.5 && spec[.metrics] == [.classes, .ranks])
  #expect(spec[.targetDim] == nil && spec[.targetRank] == nil)
  #expect(spec == Specification(.classification, dataset: .gaussianClusters))
  #expect(spec.shape(nil) == TrialShape(inputs: 20, targets: 10, trainRows: 8000, testRows: 2000))
  #expect(try Specification(canonical: spec.canonical) == spec)
}

@Test func `a file's classes are its labels', whatever its columns`() throws {
  let spec = try plan(file("dataset: labels.npz")).trials[0].spec
  #expect(spec[.classes] == 4 && spec[.spread] == nil)
  let shape = spec.shape(try laboratoryData("sweeps/labels.npz"))
  #expect(shape == TrialShape(inputs: 8, targets: 4, trainRows: 100, testRows: 10))
}

@Test(arguments: [
  clusters + "loss: mse\nlabel_coding: plus_minus", clusters + "loss: half_mse", clusters + "spread: 0",
  clusters + "samples: 20\nclasses: 16", "dataset: labels.npz\nclasses: 4",
])
func `a sensible classification is planned`(_ settings: String) throws {
  let measure = "measure: {metrics: [nrc, ranks, classes, clusters, agop, singular, last_layer]}"
  #expect(try plan(file(settings, measure: measure)).trials.count == 1)
}

@Test func `whether a class is held out whole depends on the split that training draws`() throws {
  // The one row of class 3 is the last of 100.
  var kept: [Bool] = []
  for seed in 0..<20 {
    let text = file("dataset: labels.npz\ntest_fraction: 0.5\ndata_seed: \(seed)")
    let isPlanned = (try? plan(text)) != nil
    #expect(isPlanned == RowSplit(rows: 100, held: 50, seed: seed).train.contains(99), "seed \(seed)")
    kept.append(isPlanned)
  }
  #expect(Set(kept).count == 2, "both happen")
}

@Test(arguments: ["classes: 9", "spread: 0.4", "loss: mse", "inputs: 21", "data_seed: 1"])
func `each parameter of clusters changes the id`(_ line: String) throws {
  #expect(try plan(file(clusters + line)).trials[0].id != plan(file(clusters)).trials[0].id)
}

/// As for regression: a stored result must keep its trial.
@Test(arguments: [
  (Specification(.classification, dataset: .gaussianClusters), "4247e79fa8df5c9dcf1717701b3f1ab4")
])
func `a classification's id never changes`(_ spec: Specification, _ id: String) {
  #expect(spec.id.description == id)
}
