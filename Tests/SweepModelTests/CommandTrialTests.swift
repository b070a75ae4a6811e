import Commands
import SweepModel
import Testing

private func argument(_ path: String) throws -> Declaration {
  try #require(Declaration.argument(path.split(separator: "/").map(String.init)))
}

private func trial(
  _ arguments: [(String, ParameterValue)], words: [String] = ["python", "a.py", "${args}"],
  code: DataID? = nil
) throws -> Specification {
  let declarations = try arguments.map { try argument($0.0) }
  var spec = Specification(
    blank: .command, dataset: code.map { .file($0) } ?? .none, arguments: declarations, seed: 3)
  spec[.command] = words
  for (declaration, value) in zip(declarations, arguments.map(\.1)) { spec.set(declaration, to: value) }
  return spec
}

@Suite struct CommandTrialTests {
  /// By hand: keys of arguments first, by path, then the declared ones by name; and SHA-256 of that text.
  @Test func `the text of a program's trial is what its id is the hash of`() throws {
    let spec = try trial([
      ("lr", .real(1e-5)), ("model/depth", .integer(3)), ("dataset", .word("a \"b\" \\ é\n")),
      ("amp", .flag(true)),
      ("sizes", .list([.integer(1), .null, .map([.init("k", .real(2))])])), ("none", .null),
    ])
    #expect(
      spec.canonical
        == #"{"--amp":true,"--dataset":"a \"b\" \\ é\u000a","--lr":1e-05,"--model/depth":3,"--none":null,"#
        + #""--sizes":[1,null,{"k":2.0}],"command":["python","a.py","${args}"],"dataset":"none","#
        + #""experiment":"command","interface":1,"metrics":[],"seed":3}"#)
    #expect(spec.id.description == "f7bf479cfcbe2f30b4346ce6798c208a")
    #expect(try Specification(canonical: spec.canonical) == spec)
  }

  @Test
  func
    `a program is told its parameters by top-level name, nested ones as mappings, and the seed where asked`()
    throws
  {
    var spec = try trial([
      ("model/depth", .integer(3)), ("model/act/name", .word("relu")), ("lr", .real(0.5)),
      ("model.depth", .integer(4)),
    ])
    spec[.environment] = ["A=b=c", "B="]
    let told = try #require(CommandTrial(spec))
    #expect(
      told.arguments == [
        .init("lr", .real(0.5)),
        .init(
          "model", .map([.init("act", .map([.init("name", .word("relu"))])), .init("depth", .integer(3))])),
        .init("model.depth", .integer(4)),
      ])
    #expect(told.environment == [.init("A", .word("b=c")), .init("B", .word(""))])
    #expect(told.code == nil && told.seed == 3 && told.words == ["python", "a.py", "${args}"])
    spec[.seedArgument] = true
    #expect(CommandTrial(spec)?.arguments.last == .init("seed", .integer(3)))
    #expect(CommandTrial(Specification(.regression, dataset: .teacher)) == nil)
  }

  @Test func `whatever an argument is, the trial survives text and back, and each is another trial`() throws {
    let seed = 31
    var random = RandomStream(seed: seed, for: .test)
    var ids: Set<TrialID> = []
    for round in 0..<500 {
      let spec = try trial([("a", anything(&random, depth: 3)), ("n", .integer(round))])
      #expect(try Specification(canonical: spec.canonical) == spec, "seed \(seed): \(spec.canonical)")
      #expect(ids.insert(spec.id).inserted)
    }
  }

  @Test(arguments: [
    (#""--lr":0.5"#, #""--lr":0.50"#), (#""--lr":0.5"#, #""--lr":.5"#), (#""--lr":0.5"#, #""--1r":0.5"#),
    (#""--lr":0.5"#, #""--lr":0.5,"--lr":0.5"#), (#""--lr":0.5"#, #""--lr/":0.5"#),
    (#""--lr":0.5"#, #""lr":0.5"#),
    (#""--lr":0.5"#, #""--lr":nan"#), (#""--lr":0.5"#, #""--lr":1e999"#), (#""--lr":0.5"#, #""--lr":"\q""#),
    (#""--lr":0.5"#, #""--lr":"\u0041""#), (#""--lr":0.5"#, #""--lr":{"a":1"#),
    (#""interface":1"#, #""interface":0"#),
    (#""interface":1,"#, #""interface":1,"numerics":3,"#),
    (#""experiment":"command""#, #""experiment":"noop""#),
    (#""--lr":0.5"#, #""--lr":[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]"#),
  ])
  func `a text that is not canonical is refused`(_ part: String, _ other: String) throws {
    let canonical = try trial([("lr", .real(0.5))]).canonical
    let text = canonical.split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    #expect(text != canonical)
    #expect(throws: CanonicalError.self) { try Specification(canonical: text) }
  }

  @Test func `names are those of the same parameter, and no others are names`() throws {
    #expect(try argument("a/b") === argument("a/b"))
    #expect(try argument("a/b") != argument("a.b"))
    for name in ["", "1a", "a b", "a=b", "é", "-a", String(repeating: "a", count: 101), "a\"", "a/"] {
      #expect(Declaration.argument([name]) == nil, "\(name)")
    }
    #expect(Declaration.argument(Array(repeating: "a", count: 21)) == nil)
    #expect(Declaration.argument([]) == nil)
  }

  /// Python 3.13's `str` and `repr` of the same values.
  @Test(arguments: [
    (ParameterValue.real(1e-5), "1e-05"), (.real(0.0001), "0.0001"), (.real(1e16), "1e+16"),
    (.real(9.5e15), "9500000000000000.0"),
    (.real(9007199254740992), "9007199254740992.0"), (.real(1e22), "1e+22"), (.real(-0.1), "-0.1"),
    (.real(5e-324), "5e-324"),
    (.flag(true), "True"), (.null, "None"), (.integer(-3), "-3"), (.word("a'b"), "a'b"),
    (.list([.word("a'b"), .word("a\"b"), .word("a'\"\\\n\u{1}")]), #"["a'b", 'a"b', 'a\'"\\\n\x01']"#),
    (.map([.init("a", .integer(1)), .init("b", .list([]))]), "{'a': 1, 'b': []}"),
  ])
  func `a value is written as Python's str writes it`(_ value: ParameterValue, _ text: String) {
    #expect(value.pythonText == text)
  }

  @Test func `a manner comes back from its text, and no other text is one`() {
    var manner = CommandManner()
    #expect(CommandManner(text: manner.text) == manner)
    manner.metric = .init("val/acc", isMaximized: true)
    (manner.gpus, manner.cpus, manner.folder, manner.readsWandb) = (1, 4, "/a \"b\"", false)
    #expect(CommandManner(text: manner.text) == manner && !manner.text.contains("\n"))
    for text in [
      "", "{", "[]", "{}", manner.text.replacing("\"cpus\":4", with: "\"cpus\":0"),
      manner.text.replacing("\"gpus\":1", with: "\"gpus\":-1"),
    ] { #expect(CommandManner(text: text) == nil, "\(text)") }
    // What no release has known yet is left out, so that an older worker takes a newer manner.
    #expect(CommandManner(text: "{\"later\":{\"max\":64}," + manner.text.dropFirst()) == manner)
    var many = manner
    many.batch = .init(max: 64, same: ["depth"])
    #expect(
      CommandManner(text: "{\"batch\":{\"max\":64,\"same\":[\"depth\"]}," + manner.text.dropFirst()) == many)
    #expect(CommandManner(text: many.text) == many && !manner.text.contains("batch"))
    #expect(
      CommandManner(text: many.text.replacing("\"max\":64", with: "\"max\":100000"))?.batch?.max == 100_000)
    for most in [0, -1] {
      #expect(CommandManner(text: many.text.replacing("\"max\":64", with: "\"max\":\(most)")) == nil)
    }
    let spec = Array("{}".utf8)
    #expect(AssignedText.write(spec, nil) == spec)
    let read = AssignedText.read(AssignedText.write(spec, manner))
    #expect(read?.specification == spec && read?.manner == manner)
    #expect(AssignedText.read(spec + Array("\nx".utf8)) == nil)
  }
}

private func anything(_ random: inout RandomStream, depth: Int) -> ParameterValue {
  switch random.below(depth > 0 ? 7 : 5) {
  case 0: return .null
  case 1: return .flag(random.below(2) == 0)
  case 2: return .integer(Int(truncatingIfNeeded: random.next()))
  case 3:
    let number = Double(bitPattern: random.next())
    return .real(number.isFinite ? number + 0 : 1)
  case 4:
    let letters = Array("ab\"\\/\n\t\u{1f}{}[],:'é🂡\u{7f}u0041")
    return .word(String((0..<random.below(8)).map { _ in letters[random.below(letters.count)] }))
  case 5: return .list((0..<random.below(4)).map { _ in anything(&random, depth: depth - 1) })
  default:
    return .map((0..<random.below(3)).map { .init("k\($0)", anything(&random, depth: depth - 1)) })
  }
}
