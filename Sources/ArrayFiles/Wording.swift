internal import SweepModel

/// Text from a file in single quotes, safe for a terminal.
func quoted(_ text: String) -> String { "'\(text.shown)'" }

extension String {
  /// At most 200 characters, with a question mark for each control character.
  var shown: String {
    let visible = prefix(200).unicodeScalars.map {
      $0.properties.generalCategory == .control ? "?" : Character($0)
    }
    return String(visible) + (prefix(201).count > 200 ? "…" : "")
  }
}

func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
}

/// A shape as numpy shows it.
package func tuple(_ shape: [Int]) -> String {
  shape.count == 1 ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
}

/// `512 bytes`, `3.4 MB`; powers of 1,000, cut after one decimal.
func size(_ bytes: Int) -> String {
  guard bytes >= 1000 else { return count(bytes, "byte") }
  var (whole, tenth, unit) = (bytes, 0, 0)
  while whole >= 1000, unit < 6 { (whole, tenth, unit) = (whole / 1000, whole % 1000 / 100, unit + 1) }
  return "\(whole).\(tenth) \(["bytes", "kB", "MB", "GB", "TB", "PB", "EB"][unit])"
}

/// The candidate with the fewest edits in its first 40 letters, if they are at most a third of the word's letters.
func nearest(to word: String, in candidates: [String]) -> String? {
  func letters(_ name: String) -> [Unicode.Scalar] { Array(name.lowercased().unicodeScalars.prefix(40)) }
  let scored = candidates.map { (edits: editDistance(letters($0), letters(word)), name: $0) }
  guard let best = scored.min(by: { ($0.edits, $0.name) < ($1.edits, $1.name) }) else { return nil }
  return best.edits <= word.count / 3 ? best.name : nil
}
