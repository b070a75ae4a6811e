/// A name for files and ids: lower-case letters, digits and single dashes.
package func slug(_ text: String) -> String {
  let kept = text.lowercased().unicodeScalars.map { scalar -> Character in
    ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
  }
  return String(kept).split(separator: "-").joined(separator: "-")
}
