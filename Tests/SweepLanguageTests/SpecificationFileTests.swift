import SweepLanguage
import SweepModel
import Testing

/// A sweep file that sets every parameter of a trial, each in a random one of the ways to write a single value.
private func file(of spec: Specification, _ random: inout RandomStream) -> String {
  var lines = spec.parameters.map { name, value in
    let forms = [
      "\(name): \(value)", "\(name): {value: \(value)}", "\"\(name)\":   {values: [\(value)]}  # one",
    ]
    return "  " + forms[random.below(3)] + "\n"
  }
  lines.sort()
  for index in lines.indices { lines.swapAt(index, random.below(lines.count)) }
  let groups = (spec[.metrics] ?? []).map(\.rawValue).joined(separator: ", ")
  return "parameters:\n" + lines.joined() + "seeds: [\(spec.seed)]\n"
    + "measure: {every: \(spec[.measureEvery] ?? 0), metrics: [\(groups)]}\n"
}

@Test func `a random trial written as a sweep file is planned as the same trial`() throws {
  let seed = 4
  var random = RandomStream(seed: seed, for: .test)
  for round in 0..<300 {
    var spec = Specification(.regression, dataset: .teacher, seed: random.below(1 << 40))
    spec[.depth] = 1 + random.below(20)
    spec[.width] = 1 + random.below(500)
    spec[.learningRate] = random.uniform() + 1e-9
    spec[.weightDecay] = [0, random.uniform() * 1e-3, 1e-7, 1e-30][random.below(4)]
    spec[.momentum] = random.uniform()
    spec[.noise] = random.uniform() * 10
    spec[.testFraction] = random.uniform() * 0.5
    spec[.samples] = 1000 + random.below(1000)
    spec[.inputs] = 10 + random.below(10)
    spec[.batchSize] = random.below(2) == 0 ? .full : .rows(1 + random.below(400))
    spec[.epochs] = 200 + random.below(100)
    spec[.milestones] = Set((0..<random.below(4)).map { _ in 1 + random.below(199) }).sorted()
    spec[.initialization] = random.below(2) == 0 ? .pytorch : .heUniform
    spec[.shuffle] = random.below(2) == 0
    spec[.measureEvery] = random.below(50)
    spec[.metrics] = [[.nrc], [.nrc, .ranks], [.intrinsicDimension]][random.below(3)]
    let text = file(of: spec, &random)
    let trials = try plan(text).trials
    #expect(trials.map(\.spec) == [spec], "seed \(seed), round \(round):\n\(text)")
    #expect(trials.map(\.id) == [spec.id], "seed \(seed), round \(round)")
  }
}
