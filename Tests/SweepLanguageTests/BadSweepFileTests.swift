import SweepLanguage
import SweepModel
import SweepText
import Testing

/// A sweep file that is refused, and every line of the refusal.
struct BadSweepFile: CustomTestStringConvertible, Sendable {
  let name: String
  let text: String
  let refusal: [String]

  init(_ name: String, _ text: String, _ refusal: String...) {
    self.name = name
    self.text = text
    self.refusal = refusal
  }

  var testDescription: String { name }
}

@Test(
  arguments: [BadSweepFile].syntax + .words + .metricsForGroups + .rows + .numbers + .gridKeys + .data + .grid
    + .images)
func `a bad sweep file is refused with these lines`(_ file: BadSweepFile) throws {
  let problems = try #require(throws: SweepProblems.self) { try plan(file.text) }
  #expect(problems.lines == file.refusal)
}
