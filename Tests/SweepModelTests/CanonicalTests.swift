import SweepModel
import Testing

private let file = DataID(high: 1, low: 2)

/// If one of these fails, every stored result loses its trial: raise `Specification.currentNumerics` or find out why.
@Test(arguments: [
  (Specification(.regression, dataset: .teacher), "d1548a24de26bbeea9d194afee8bd1ae"),
  (Specification(.regression, dataset: .teacher, seed: 1), "757017a542a5425ae12643772d0f8110"),
  (Specification(.regression, dataset: .file(file)), "0684cddd7103d3e12a8a93bd133cb73a"),
  (Specification(.noop, dataset: .none), "a34de9dfe0aafcc922b92e7d5525f41a"),
])
func `a trial's id never changes`(_ spec: Specification, _ id: String) {
  #expect(spec.id.description == id)
}

@Test func `what is set in a specification changes the id as well`() {
  let changes: [(inout Specification) -> Void] = [
    { $0[.numerics] = 99 }, { $0[.seed] = 1 }, { $0[.bias] = true },
    { $0[.activation] = .tanh },
    { $0[.normalization] = .batch }, { $0[.loss] = .crossEntropy }, { $0[.optimizer] = .adam },
    { $0[.measureEvery] = 1 }, { $0[.nesterov] = true }, { $0[.beta2] = 0.9 }, { $0[.decayScope] = .weights },
    { $0[.metrics] = [.nrc] },
  ]
  var ids: Set<TrialID> = [Specification(.regression, dataset: .teacher).id]
  for change in changes {
    var spec = Specification(.regression, dataset: .teacher)
    change(&spec)
    #expect(ids.insert(spec.id).inserted, "\(spec.canonical)")
  }
}

@Test func `a teacher's parameter is none of a trial on a file`() {
  let spec = Specification(.regression, dataset: .file(file))
  #expect(spec[.teacherWidth] == nil && spec[.noise] == nil && spec[.classes] == nil && spec[.ridge] == nil)
  #expect(spec[.depth] == 8 && spec.parameters.keys.contains("target_rank") == false)
}

/// A value of another kind would be found at run time only.
@Test(arguments: ExperimentKind.all)
func `every parameter reads and writes the values of its domain`(_ kind: ExperimentKind) {
  for source in DataSource.allCases {
    let dataset: Dataset = source == .file ? .file(file) : Dataset(source.rawValue) ?? .none
    let spec = Specification(kind, dataset: dataset)
    for declaration in kind.declarations where kind.has(declaration, on: source) {
      guard let value = spec.value(of: declaration) else { continue }
      #expect(declaration.domain.admits(value), "\(kind.name), \(declaration.name) = \(value)")
    }
    #expect(spec[.experiment] == kind.name && spec.dataset == dataset)
  }
}

private let canonical = Specification(.regression, dataset: .teacher).canonical

/// A change of the canonical text: what stands in it, and what replaces it.
@Test(arguments: [
  (",", ", "), ("\"depth\":8", "\"depth\":08"), ("\"depth\":8", "\"depth\":8.0"),
  ("\"momentum\":0.9", "\"momentum\":0.90"), ("\"momentum\":0.9", "\"momentum\":1.5"),
  ("\"weight_decay\":0.001", "\"weight_decay\":1e-3"), ("\"init_gain\":1.0", "\"init_gain\":1"),
  ("\"depth\":8", "\"depth\":8,\"depth\":8"), ("\"depth\":8,", ""), ("\"depth\":8", "\"deepness\":8"),
  ("\"epochs\":100", "\"epochs\":0"), ("[33,66]", "[66,33]"), ("[33,66]", "[33,66"),
  ("[\"nrc\",\"ranks\"]", "[\"ranks\",\"nrc\"]"), ("[\"nrc\",\"ranks\"]", "[\"nrc\",\"nrc\"]"),
  ("\"relu\"", "relu"), ("\"relu\"", "\"relux\""), ("\"relu\"", "\"\\u0072elu\""), ("true", "1"),
  ("teacher\"", "none\""), ("teacher\"", "elsewhere\""), ("regression", "regress"), ("}", "}\n"), ("}", "} "),
  ("}", ""),
  ("\"dataset\"", "\"beta2\":0.999,\"dataset\""), ("\"noise\"", "\"nesterov\":false,\"noise\""),
  ("{", ""), ("{", "{{"), ("\"activation\":\"relu\",", ""),
])
func `a text that is not canonical is refused`(_ part: String, _ other: String) {
  let text = canonical.split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  #expect(text != canonical)
  #expect(throws: CanonicalError.self) { try Specification(canonical: text) }
}

@Test func `no beginning of a canonical text is one`() {
  for length in 0..<canonical.utf8.count {
    #expect(throws: CanonicalError.self) { try Specification(canonical: canonical.prefix(length)) }
  }
}

@Test func `a random trial survives text and back`() throws {
  let seed = 20
  var random = RandomStream(seed: seed, for: .test)
  for round in 0..<500 {
    let spec = randomSpec(&random)
    #expect(try Specification(canonical: spec.canonical) == spec, "seed \(seed), round \(round)")
  }
}

@Test func `random bytes are refused and never crash the reader`() {
  let seed = 21
  var random = RandomStream(seed: seed, for: .test)
  let letters = Array("{}[]\",:0123456789.-+eatrufsdp\\\u{0}".utf8)
  for _ in 0..<5000 {
    var bytes = Array(canonical.utf8)
    for _ in 0...random.below(3) {
      let place = random.below(bytes.count)
      bytes.replaceSubrange(
        place..<min(bytes.count, place + random.below(4)), with: [letters[random.below(letters.count)]])
    }
    guard bytes != Array(canonical.utf8), let spec = try? Specification(canonical: bytes) else { continue }
    // What is accepted is another trial, in canonical form.
    #expect(spec.canonicalBytes == bytes, "seed \(seed)")
  }
}

private func randomSpec(_ random: inout RandomStream) -> Specification {
  let dataset: [Dataset] = [.teacher, .file(DataID(high: random.next(), low: random.next())), .none]
  let kind: [ExperimentKind] = [.regression, .noop]
  var spec = Specification(
    kind[random.below(2)], dataset: dataset[random.below(3)], seed: random.below(1 << 53))
  spec[.depth] = 1 + random.below(1000)
  spec[.width] = 1 + random.below(100_000)
  spec[.learningRate] = Double(bitPattern: random.next() >> 2).magnitude + .leastNonzeroMagnitude
  spec[.weightDecay] = random.uniform() * [1e-300, 1e-5, 1, 1e300][random.below(4)]
  spec[.momentum] = random.uniform()
  spec[.batchSize] = random.below(2) == 0 ? .full : .rows(1 + random.below(1000))
  spec[.milestones] = Set((0..<random.below(5)).map { _ in 1 + random.below(99) }).sorted()
  spec[.metrics] = [[], [.nrc], [.intrinsicDimension, .nrc, .ranks]][random.below(3)]
  spec[.initialization] = Initialization.allCases[random.below(Initialization.allCases.count)]
  spec[.shuffle] = random.below(2) == 0
  spec[.nesterov] = random.below(2) == 0
  spec[.lastActivation] = random.below(2) == 0
  spec[.beta2] = random.below(2) == 0 ? 0.999 : random.uniform()
  spec[.featureDecay] = random.below(2) == 0 ? 0 : random.uniform()
  spec[.decayScope] = DecayScope.allCases[random.below(2)]
  spec[.schedule] = Schedule.allCases[random.below(2)]
  spec[.warmupEpochs] = random.below(3)
  if spec.dataset == .teacher { spec[.noise] = random.uniform() }
  return spec
}
