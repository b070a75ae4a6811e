import Expressions
import SweepModel
import Testing

private let cell: [String: ParameterValue] = [
  "depth": .integer(8), "width": .integer(64), "target_rank": .integer(4), "weight_decay": .real(1e-3),
  "activation": .word("relu"), "shuffle": .flag(true), "dataset": .word("a.npz"), "batch_size": .word("full"),
]

@Test(arguments: [
  ("depth == 8", true), ("depth != 8", false), ("depth < 8", false), ("depth <= 8", true),
  ("depth > 7.5", true),
  ("depth >= 9", false), ("weight_decay == 1e-3", true), ("weight_decay < 1E-2", true),
  ("target_rank > width", false), ("width > target_rank", true),
  ("1 + 2 * 3 == 7", true), ("(1 + 2) * 3 == 9", true), ("8 - 4 - 2 == 2", true), ("16 / 4 / 2 == 2", true),
  ("-depth < 0", true), ("- -depth == 8", true), ("2 * -depth == -16", true), ("depth*width==512", true),
  ("depth / 0 > 1", true),
  ("depth == 8 and width == 64", true), ("depth == 8 and width == 65", false),
  ("depth == 1 or width == 64", true), ("depth == 1 or width == 1", false),
  ("depth == 8 or depth == 1 and width == 1", true), ("(depth == 8 or depth == 1) and width == 1", false),
  ("not depth == 1", true), ("not depth == 1 and width == 1", false),
  ("not (depth == 1 and width == 1)", true),
  ("not not depth == 8", true),
  ("activation == relu", true), ("activation != relu", false), ("activation == 'tanh'", false),
  ("relu == activation", true), ("\"relu\" == activation", true), ("activation == init", false),
  ("shuffle", true), ("not shuffle", false), ("shuffle == true", true), ("(depth == 8) == shuffle", true),
  ("dataset == 'a.npz'", true), ("dataset == teacher", false),
  ("batch_size == full", true), ("batch_size != full", false), ("batch_size < 64", false),
  ("batch_size > 64", false),
  ("momentum < 1", false), ("not momentum < 1", true), ("momentum == momentum", false),
])
func `a condition holds as it reads`(_ text: String, _ expected: Bool) throws {
  #expect(try Expression(text).holds { cell[$0] } == expected)
}

private let columns = ExpressionNames(
  ["loss": .number, "state": .word(known: ["failed", "finished"], hasNumbers: false), "flag": .truth],
  noun: "column", home: "See 'fathom export'.", isTable: true)

@Test(arguments: [
  ("loss=1", true), ("loss==1", true), ("loss = 1 and state=finished", true), ("loss <= 1", true),
  ("state != failed", true), ("loss=2", false), ("flag", false), ("not flag", false), ("flag = true", false),
  ("flag or loss = 1", true), ("not (flag and loss = 1)", false), ("not (flag and loss = 2)", true),
  ("not flag or loss = 2", false),
])
func `a condition over columns leaves open what is missing`(_ text: String, _ expected: Bool) throws {
  let row: [String: ParameterValue] = ["loss": .real(1), "state": .word("finished")]
  #expect(try Expression(text, names: columns).holds(missing: .staysOpen) { row[$0] } == expected)
}

@Test func `a condition tells its names in their order`() throws {
  let text = "not (state = failed) and -loss * 2 < loss + 1 or flag"
  #expect(try Expression(text, names: columns).names == ["state", "loss", "flag"])
}

@Test(arguments: [
  String(repeating: "(", count: 1900), String(repeating: "not ", count: 480),
  String(repeating: "-", count: 1900) + "1", String(repeating: "1+", count: 999) + "1 == 1",
  String(repeating: "x", count: 3000),
])
func `a condition of any shape is read or refused`(_ text: String) {
  _ = try? Expression(text)
}
