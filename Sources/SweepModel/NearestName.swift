/// The name that was probably meant: the fewest insertions, deletions, replacements and swaps of neighbours away.
///
/// - Returns: `nil` when no candidate is near enough (a third of the longer name's letters, at least one edit);
///   the first of equally near ones. Upper and lower case count as the same.
package func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let written = Array(name.lowercased().unicodeScalars)
  guard !written.isEmpty, written.count <= 64 else { return nil }
  var nearest: (name: String, distance: Int)?
  for candidate in candidates {
    let letters = Array(candidate.lowercased().unicodeScalars)
    let limit = max(1, max(written.count, letters.count) / 3)
    let distance = editDistance(written, letters)
    guard distance <= limit, distance < nearest?.distance ?? .max, distance < letters.count else { continue }
    nearest = (candidate, distance)
  }
  return nearest?.name
}

/// Optimal string alignment distance; three rows of the table are kept.
package func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var older = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  for i in left.indices {
    var current = [i + 1] + older.dropFirst()
    for j in right.indices {
      let replaced = previous[j] + (left[i] == right[j] ? 0 : 1)
      current[j + 1] = min(replaced, previous[j + 1] + 1, current[j] + 1)
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        current[j + 1] = min(current[j + 1], older[j - 1] + 1)
      }
    }
    (older, previous) = (previous, current)
  }
  return previous[right.count]
}
