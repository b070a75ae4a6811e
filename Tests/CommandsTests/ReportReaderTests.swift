import Commands
import SweepModel
import Testing

/// Bytes of a program, whole and in pieces, good and hostile.
@Suite struct ReportReaderTests {
  private static func items(_ text: String, output: Bool = false, step: Int = 1_000_000) -> [ReportReader
    .Item]
  {
    var reader = output ? ReportReader.ofOutput : ReportReader.ofDescriptor
    var items: [ReportReader.Item] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      items += reader.read(rest.prefix(step))
      rest = rest.dropFirst(step)
    }
    return joined(items + reader.finish())
  }

  /// Words that follow each other are one.
  private static func joined(_ items: [ReportReader.Item]) -> [ReportReader.Item] {
    items.reduce(into: []) { all, item in
      if case .words(let new) = item, case .words(let old) = all.last {
        all[all.count - 1] = .words(old + new)
      } else {
        all.append(item)
      }
    }
  }

  private static func values(
    epoch: Int? = nil, layer: Int? = nil, name: String? = nil, _ values: [String: Double?]
  ) -> ReportReader.Item {
    .report(.values(epoch: epoch, layer: layer, layerName: name, values), trial: nil)
  }

  @Test(arguments: [1, 2, 7, 100_000])
  func `reports are the same however their bytes arrive`(step: Int) {
    let text = """
      {"epoch": 10, "train_loss": 0.5, "test_loss": NaN}
      {"layer": 3, "epoch": 10, "nrc1": 0.02, "name": "layer1.0.conv1"}
      {"arrays": "layers-10.npz", "epoch": 10}

      {"failed": "no room", "class": "out_of_memory"}
      {"trial": "ab", "done": true}
      """
    #expect(
      Self.items(text, step: step) == [
        Self.values(epoch: 10, ["train_loss": 0.5, "test_loss": Optional<Double>.none]),
        Self.values(epoch: 10, layer: 3, name: "layer1.0.conv1", ["nrc1": 0.02]),
        .report(.arrays(file: "layers-10.npz", epoch: 10), trial: nil),
        .report(.failed("no room", .outOfMemory), trial: nil), .report(.done, trial: "ab"),
      ])
  }

  @Test(arguments: [1, 3, 100_000])
  func `on standard output what has no prefix is for people, byte for byte`(step: Int) {
    let text = "fathom\nfathom: {\"a\": 1}\nplain \u{e4}\n  fathom: {\"b\": 1}\nfathom: {\"c\": true}\nno end"
    let words = { (text: String) in ReportReader.Item.words(Array(text.utf8)) }
    #expect(
      Self.items(text, output: true, step: step) == [
        words("fathom\n"), Self.values(["a": 1]), words("plain \u{e4}\n  fathom: {\"b\": 1}\n"),
        Self.values(["c": 1]), words("no end"),
      ])
  }

  @Test(arguments: [
    ("nonsense", "The report 'nonsense' was left out: it is no JSON object."),
    ("{\"a\": [1]}", "'a' holds a list or an object, expected is one number or text."),
    ("{\"a\": {\"b\": {\"c\": 1}}}", "'a' holds a list or an object, expected is one number or text."),
    ("{\"a\": 1, \"a\": 2}", "'a' is there twice."),
    ("{\"a\": \"high\"}", "'a' is a text, expected is a number."),
    (
      "{\"z\": \"high\", \"b\": \"low\", \"y\": \"mid\", \"x\": \"top\", \"w\": \"end\"}",
      "'b' is a text, expected is a number."
    ),
    ("{\"a\" 1}", "':' is missing after 'a'."),
    ("{\"a\": 1} x", "something follows its '}'."),
    ("{\"a\": high}", "'a' has no value that JSON knows."),
    ("{\"epoch\": 1.5}", "'epoch' is 1.5, expected is a whole number from 0 to 1000000000."),
    ("{\"epoch\": -1, \"a\": 1}", "'epoch' is -1.0, expected is a whole number from 0 to 1000000000."),
    ("{\"layer\": 0, \"nrc1\": 1}", "'layer' is 0.0, expected is a whole number from 1 to 1000000000."),
    (
      "{\"arrays\": \"../x.npz\"}",
      "'arrays' is '../x.npz', expected is the name of a file in FATHOM_OUT, without folders."
    ),
    ("{\"arrays\": 3}", "'arrays' is 3.0, expected is a text."),
    (
      "{\"failed\": \"no\", \"class\": \"sad\"}",
      "'class' is 'sad', expected is one of 'crashed', 'bad_input', 'out_of_memory', 'timed_out'."
    ),
    ("{\"\": 1}", "the name '' is none, expected are 1 to 255 bytes of printable text."),
    (
      "{\"a\\u001b[2J\": 1}",
      "the name 'a\u{fffd}[2J' is none, expected are 1 to 255 bytes of printable text."
    ),
    ("{\"a\": \"\\ud800\"}", "a text holds half of a character."),
  ])
  func `a line that is no report is told in one sentence`(line: String, sentence: String) {
    guard case .fault(let found)? = Self.items(line + "\n").first else {
      Issue.record("\(line) was taken")
      return
    }
    #expect(found.hasSuffix(sentence), "\(found)")
    #expect(found.isPrintable && found.utf8.count < 400)
  }

  @Test func `half a line at death is told as what it is`() {
    #expect(
      Self.items("{\"a\": 1}\n{\"test_loss\": 0.1") == [
        Self.values(["a": 1]),
        .fault(
          "The last report, '{\"test_loss\": 0.1', has no end of line and was left out: it ends before its '}'."
        ),
      ])
    // One that is whole but for its end of line was meant.
    #expect(Self.items("{\"a\": 1}") == [Self.values(["a": 1])])
  }

  @Test func `a line without end takes no more memory than a line may have`() {
    var reader = ReportReader.ofDescriptor
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
    for _ in 0..<200 { #expect(reader.read(piece).isEmpty) }
    #expect(
      reader.read("\n{\"a\": 1}\n".utf8) == [
        .fault("A report has 13107200 bytes in one line. Expected at most 65536. It was left out."),
        Self.values(["a": 1]),
      ])
  }

  @Test func `a flood on standard output is passed on at once and never kept`() {
    var reader = ReportReader.ofOutput
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
    for _ in 0..<20 { #expect(reader.read(piece) == [.words(piece)]) }
  }

  @Test func `thousands of brackets are one fault`() {
    #expect(Self.items("{\"a\": " + String(repeating: "[", count: 30_000) + "\n").count == 1)
  }
}
