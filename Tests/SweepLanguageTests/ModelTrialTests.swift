import SweepLanguage
import SweepModel
import SweepText
import Testing

private let ufm = """
  experiment: ufm
  parameters:
    dataset: swimmer.npz
    samples: 1000
    standardize: false
    width: 8
    feature_decay: 0.1
  """

private let machine = """
  experiment: deep-rfm
  parameters:
    dataset: gaussian-clusters
    samples: 300
    width: 64
  """

private func sentence(_ text: String) -> String {
  do throws(SweepProblems) {
    _ = try plan(text)
    return ""
  } catch { return error.lines.joined(separator: "\n") }
}

@Test func `a trial of unconstrained features says only what decides its numbers`() throws {
  let spec = try plan(ufm).trials[0].spec
  #expect(
    spec.canonical == """
      {"dataset":"00000000000000010000000000000002","epochs":10000,"experiment":"ufm","feature_decay":0.1,\
      "learning_rate":0.05,"loss":"mse","metrics":["last_layer","nrc","ranks"],"momentum":0.9,"numerics":\(Specification.currentNumerics),\
      "optimizer":"sgd","samples":1000,"seed":0,"standardize":false,"weight_decay":0.001,"width":8}
      """)
  #expect(try Specification(canonical: spec.canonical) == spec)
}

@Test func `a deep machine's trial says only what decides its numbers`() throws {
  let spec = try plan(machine).trials[0].spec
  #expect(
    spec.canonical == """
      {"classes":10,"data_seed":0,"dataset":"gaussian-clusters","depth":8,"experiment":"deep-rfm",\
      "feature_map":"relu","inputs":20,"kernel_bandwidth":2.0,"metrics":["agop","classes","ranks","singular"],\
      "numerics":\(Specification.currentNumerics),"projection":"agop","ridge":0.001,"samples":300,"seed":0,"spread":0.5,"standardize":true,\
      "width":64}
      """)
  #expect(try Specification(canonical: spec.canonical) == spec)
  let cosine = try plan(machine + "\n  feature_map: cosine").trials[0].spec
  #expect(cosine[.frequencyScale] == 0.05)
  #expect(try Specification(canonical: cosine.canonical) == cosine)
}

@Test(arguments: [
  "depth: 4", "activation: relu", "batch_size: full", "bias: true", "schedule: cosine", "test_fraction: 0.1",
  "data_seed: 1", "inputs: 4", "shuffle: true", "classes: 3", "ridge: 1",
])
func `what means nothing to unconstrained features is refused`(_ line: String) {
  let name = line.prefix { $0 != ":" }
  let answer = sentence(ufm + "\n  " + line)
  #expect(answer.hasPrefix("sweeps/a.yaml:8: '\(name)' means nothing "), "\(answer)")
}

@Test(arguments: [
  "activation: relu", "loss: mse", "optimizer: sgd", "epochs: 4", "weight_decay: 0", "feature_decay: 0",
  "label_coding: one_hot", "target_rank: 2", "learning_rate: 1", "test_fraction: 0",
])
func `what means nothing to a deep machine is refused`(_ line: String) {
  let name = line.prefix { $0 != ":" }
  #expect(sentence(machine + "\n  " + line).hasPrefix("sweeps/a.yaml:6: '\(name)' means nothing "))
}

private let mistakes: [(text: String, sentence: String)] = [
  (
    ufm + "\n  optimizer: adam",
    "sweeps/a.yaml:8: 'optimizer' is 'adam', which experiment 'ufm' does not have. Choose 'lbfgs' or 'sgd'."
  ),
  (
    ufm + "\n  optimizer: lbfgs\n  learning_rate: 0.5",
    "sweeps/a.yaml:9: 'learning_rate' is '0.5', which means nothing to optimizer 'lbfgs'. Remove it."
  ),
  (
    ufm + "\n  loss: cross_entropy",
    "sweeps/a.yaml:8: 'loss' is 'cross_entropy', which needs classes, and 'experiment' is 'ufm'. "
      + "Choose 'mse' or 'half_mse', or write 'experiment: classification'."
  ),
  (
    ufm + "\n  weight_decay: 100",
    "sweeps/a.yaml:8: 'weight_decay' 100 x 'learning_rate' 0.05 is above 2 (1 + momentum 0.9), so the decay "
      + "alone makes the weights grow without end. Lower one of them."
  ),
  (
    ufm.replacing("width: 8", with: "width: 50000"),
    "sweeps/a.yaml:6: 'width' x rows makes 50100002 free features and weights, and a trial may have 33554432. "
      + "Lower 'width' or 'samples'."
  ),
  (
    ufm + "\nmeasure: {metrics: [agop]}",
    "sweeps/a.yaml:8: 'metrics' has 'agop', which means nothing to experiment 'ufm'. Remove it."
  ),
  (
    machine + "\nmeasure: {rows: [train, test]}",
    "sweeps/a.yaml:6: 'rows' means nothing to experiment 'deep-rfm', which has training rows alone. "
      + "Remove it, or give it in a block of its own."
  ),
  (
    machine + "\nmeasure: {every: 5}",
    "sweeps/a.yaml:6: 'every' means nothing to experiment 'deep-rfm', which measures at the end. "
      + "Remove it, or give it in a block of its own."
  ),
  (
    machine + "\n  frequency_scale: 0.1",
    "sweeps/a.yaml:6: 'frequency_scale' is 0.1, which means nothing to feature_map 'relu'. Remove it."
  ),
  (
    machine.replacing("300", with: "10001"),
    "sweeps/a.yaml:4: there are 10001 rows, and a kernel machine holds four matrices of rows x rows doubles: at most "
      + "10000 rows. Lower 'samples'."
  ),
  (
    machine + "\n  inputs: 5000",
    "sweeps/a.yaml:6: the data have 5000 inputs, and a kernel machine takes the root of a matrix of inputs x inputs: "
      + "at most 4096. Give fewer columns."
  ),
  (
    machine.replacing("gaussian-clusters", with: "teacher"),
    "sweeps/a.yaml:3: 'dataset' is 'teacher', whose targets are numbers, and 'experiment' is 'deep-rfm'. "
      + "Choose 'gaussian-clusters' or a data file with labels."
  ),
]

@Test(arguments: mistakes.indices)
func `a mistake in a trial without a network is told`(_ index: Int) {
  #expect(sentence(mistakes[index].text) == mistakes[index].sentence)
}

@Test func `all rows are fitted, and time grows with them`() throws {
  let small = try plan(ufm)
  #expect(small.trials[0].spec.shape(try laboratoryData("sweeps/swimmer.npz"))?.trainRows == 1000)
  #expect(try plan(ufm.replacing("samples: 1000", with: "samples: 10000")).totalFlops > 9 * small.totalFlops)
  let first = try plan(machine)
  #expect(first.trials[0].spec.shape(nil) == TrialShape(inputs: 20, targets: 10, trainRows: 300, testRows: 0))
  #expect(try plan(machine.replacing("300", with: "3000")).totalFlops > 100 * first.totalFlops)
}
