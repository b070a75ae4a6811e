import SweepLanguage
import SweepModel
import SweepText
import Testing

private func ranks(_ values: String) throws -> [Int?] {
  try plan("parameters:\n  dataset: teacher\n  keep_rank: \(values)\n").trials.map { $0.spec[.keepRank] }
}

@Test(
  arguments: [
    ("{values: [null, 2, 4]}", [nil, 2, 4]), ("[2, null]", [nil, 2]), ("[~, 3]", [nil, 3]), ("[null]", [nil]),
    ("{values: [~]}", [nil]), ("[NULL, 1]", [nil, 1]), ("[2, 4]", [2, 4]),
  ] as [(String, [Int?])])
func `null among values is a trial without the parameter`(_ values: String, _ expected: [Int?]) throws {
  #expect(try ranks(values) == expected)
}

@Test func `a trial whose value is null is the trial of a file that does not name it`() throws {
  let bare = try plan("parameters:\n  dataset: teacher\n").trials.ids
  #expect(try plan("parameters:\n  dataset: teacher\n  keep_rank: [null]\n").trials.ids == bare)
  let both = try plan("parameters:\n  dataset: teacher\n  keep_rank: [3, null]\n  momentum: [0, 0.9]\n")
  #expect(both.trials.count == 4 && Set(both.variedParameters) == ["keep_rank", "momentum"])
}

@Test func `two parameters with null give every combination`() throws {
  let plan = try plan("parameters:\n  dataset: teacher\n  keep_rank: [null, 2]\n  target_rank: [null, 3]\n")
  #expect(Set(plan.trials.map { "\($0.spec[.keepRank] ?? 0) \($0.spec[.targetRank] ?? 0)" }).count == 4)
}

@Test(arguments: [
  ("keep_rank: [null, null, 2]", "'keep_rank' has the value 'null' twice. Keep one of them."),
  ("keep_rank: null", "'keep_rank' is empty. Expected a whole number from 1 to 100000."),
  (
    "weight_decay: [1e-3, 1.00000000001e-3]",
    "'weight_decay' has the values '0.001' and '0.00100000000001', which are equal in single precision. Keep one of them."
  ),
])
func `values that stand twice are told`(_ line: String, _ sentence: String) {
  let error = #expect(throws: SweepProblems.self) {
    try plan("parameters:\n  dataset: teacher\n  \(line)\n")
  }
  #expect(error?.lines == ["sweeps/a.yaml:3: \(sentence)"])
}

@Test(arguments: [
  "9007199254740993", "9007199254740992.5", "90071992547409921e-1", "900719925474099300e-2",
  "9.007199254740993e15",
  "1.00000000000000001", "18446744073709551616", "3.0000000000000001",
])
func `a seed is compared before it is rounded`(_ seed: String) {
  #expect(throws: SweepProblems.self) {
    try plan("parameters:\n  dataset: teacher\nseeds: [\(seed)]\n")
  }
  #expect(throws: SweepProblems.self) {
    try plan("parameters:\n  dataset: teacher\n  data_seed: \(seed)\n")
  }
}

@Test(arguments: [
  ("9007199254740992", 1 << 53), ("9007199254740991", 1 << 53 - 1), ("1e3", 1000), ("10.0", 10), ("90e-1", 9),
  ("0.5e1", 5), ("0", 0), ("0.0", 0),
])
func `a whole number is one however it is written`(_ seed: String, _ value: Int) throws {
  #expect(try plan("parameters:\n  dataset: teacher\nseeds: [\(seed)]\n").trials.map(\.spec.seed) == [value])
}

@Test(arguments: ["1", "12", "007", "1-3", "10-2", "..", ".", ".x", "-x", "-", "--store"])
func `what selects sweeps, or reads as a flag or a folder, is no name`(_ name: String) {
  #expect(throws: SweepProblems.self) {
    try plan("name: \"\(name)\"\nparameters:\n  dataset: teacher\n")
  }
}

@Test(arguments: ["p1", "1-2-3", "1x", "a-1", "x..y", "1.5"])
func `what reads like no selector is a name`(_ name: String) throws {
  #expect(try plan("name: \"\(name)\"\nparameters:\n  dataset: teacher\n").name == name)
}

@Test(arguments: [("dataset: table.csv\nheader: true", 500), ("dataset: table.csv\nheader: [false]", 500)])
func `header decides the data and changes no trial of a file that does not name it`(
  _ lines: String, _ rows: Int
) throws {
  func text(_ lines: String) -> String {
    "parameters:\n" + lines.split(separator: "\n").map { "  \($0)\n" }.joined()
  }
  let (named, bare) = (try plan(text(lines)), try plan(text("dataset: table.csv")))
  #expect(named.trials.ids != bare.trials.ids)
  #expect(bare.trials.allSatisfy { !$0.canonical.contains("header") })
  #expect(DataOrigin(named.trials[0].spec) != DataOrigin(bare.trials[0].spec))
}

@Test(arguments: [
  (
    "dataset: swimmer.npz\n  header: true",
    "'header' is for text files such as .csv, and 'dataset' is 'swimmer.npz'."
  ),
  ("dataset: teacher\n  header: true", "'header' means nothing with dataset 'teacher'."),
  ("dataset: table.csv\n  header: [true, false]", "'header' is given in two ways for 'table.csv'."),
])
func `header that means nothing or two things is told`(_ lines: String, _ start: String) {
  let error = #expect(throws: SweepProblems.self) { try plan("parameters:\n  \(lines)\n") }
  #expect(error?.lines.contains { $0.contains(start) } == true, "\(error?.lines ?? [])")
}
