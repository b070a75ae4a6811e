extension String {
  /// Whether no scalar could steer a terminal that shows the text, or the order of what follows it.
  package var isPrintable: Bool { !unicodeScalars.contains(where: \.steers) }

  /// The text as one line that steers nothing: for a log, where a line feed could begin a line of somebody else's making.
  package var onOneLine: String {
    if isPrintable { return self }
    var line = UnicodeScalarView()
    for scalar in unicodeScalars {
      line.append(["\n", "\r", "\t"].contains(scalar) ? " " : scalar.steers ? "\u{fffd}" : scalar)
    }
    return String(line)
  }

  /// The same, cut behind its last whole character within so many bytes.
  package func onOneLine(within bytes: Int) -> String {
    var count = 0
    return String(
      onOneLine.prefix { character in
        count += character.utf8.count
        return count <= bytes
      })
  }
}

extension Unicode.Scalar {
  /// Control characters, ends of lines, and what turns the direction of writing.
  var steers: Bool {
    switch value {
    case 0..<0x20, 0x7f..<0xa0, 0x2028...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
