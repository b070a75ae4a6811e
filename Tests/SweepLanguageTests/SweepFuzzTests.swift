import SweepLanguage
import SweepModel
import SweepText
import Testing

private let seedText = """
  name: fuzz   # a comment
  experiment: regression
  parameters:
    - dataset: {value: teacher}
      depth: {values: [4, 8]}
      width: {range: {min: 32, max: 64, step: 32}}
      weight_decay: {distribution: log_grid, min: 1.0e-5, max: 1.0e-2, n: 3}
      batch_size: full
    - {dataset: 'swimmer.npz', learning_rate: [0.1, 5.0e-2], milestones: [10, 20]}
  exclude: ["depth > 4 and (width / 2 == 16 or not shuffle)", "activation != relu"]
  seeds: [1, 2]
  measure: {every: 50, metrics: [nrc, ranks]}
  resources: {time: 1h30m, memory: 2G}
  """

@Test func `mutations of a good file are planned or refused, each within a second`() throws {
  #expect(try plan(seedText).trials.count == (2 * 2 * 3 - 3 + 2) * 2)
  let seed = 1
  var random = RandomStream(seed: seed, for: .test)
  let clock = ContinuousClock()
  var refused = 0
  for round in 0..<2000 {
    let text = mutated(seedText, &random)
    let start = clock.now
    do throws(SweepProblems) {
      _ = try plan(text)
    } catch {
      refused += 1
      #expect(!error.lines.isEmpty && error.lines.allSatisfy { !$0.isEmpty && !$0.contains("\n") })
      let lineCount = text.split(omittingEmptySubsequences: false) { $0.isNewline }.count
      #expect(
        error.all.allSatisfy { (1...lineCount).contains($0.line) }, "seed \(seed), round \(round):\n\(text)")
    }
    #expect(clock.now - start < .seconds(1), "seed \(seed), round \(round):\n\(text)")
  }
  #expect(refused > 500 && refused < 2000)
}

private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
private func lines(_ count: Int, _ line: (Int) -> String) -> String { (0..<count).map(line).joined() }

private let hostileTexts: [(String, String)] = [
  ("brackets", "a: " + repeated("[", 100_000)),
  ("braces", repeated("{a: ", 100_000)),
  ("dashes", repeated("- ", 100_000)),
  ("indentation", lines(700) { repeated(" ", $0) + "a:\n" }),
  ("a long word", "name: " + repeated("x", 900_000)),
  ("many keys", lines(20_000) { "key\($0): 1\n" }),
  ("many equal keys", repeated("seeds: 1\n", 20_000)),
  ("many bad values", "parameters:\n  depth: [" + repeated("x, ", 200_000) + "x]\n"),
  ("many seeds", "parameters: {dataset: teacher}\nseeds: [" + lines(100_000) { "\($0), " } + "100000]\n"),
  ("too long", repeated("# comment\n", 200_000)),
  ("lines of quotes", repeated("'\n", 200_000)),
  ("a bomb of aliases", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: {*c : 1}\n"),
  ("a null character", "name: a\0b\n"),
  ("carriage returns", "parameters:\r\n  dataset: teacher\r\n  depth: 4\r\n"),
  ("a byte order mark", "\u{feff}parameters: {dataset: teacher}\n"),
]

@Test(arguments: hostileTexts.map(\.0))
func `a hostile text is planned or refused within seconds`(_ name: String) throws {
  let text = try #require(hostileTexts.first { $0.0 == name }?.1)
  let clock = ContinuousClock()
  let start = clock.now
  do throws(SweepProblems) {
    _ = try plan(text)
  } catch {
    #expect(!error.lines.isEmpty)
  }
  // What grows with the square of the text takes minutes, and other programs slow this down by ten.
  #expect(clock.now - start < .seconds(30))
}

private func mutated(_ text: String, _ random: inout RandomStream) -> String {
  var letters = Array(text.unicodeScalars)
  let alphabet = Array("[]{}:,-#'\"&*!|>?%@`\\ \t\n\r.0123456789eaxyznf<=/()+~\u{0}\u{fe}é☃".unicodeScalars)
  for _ in 0...random.below(4) {
    let place = random.below(letters.count)
    let length = min(random.below(12), letters.count - place)
    switch random.below(5) {
    case 0: letters[place] = alphabet[random.below(alphabet.count)]
    case 1: letters.insert(alphabet[random.below(alphabet.count)], at: place)
    case 2: letters.removeSubrange(place..<place + length)
    case 3: letters.insert(contentsOf: letters[place..<place + length], at: random.below(letters.count))
    default: letters.swapAt(place, random.below(letters.count))
    }
    if letters.isEmpty { letters = Array(text.unicodeScalars) }
  }
  return String(String.UnicodeScalarView(letters))
}
