internal import Expressions
internal import SweepModel
internal import SweepText

/// Values of parameters whose type nobody declared: as PyYAML reads them, which is what scripts of W&B sweeps rely on, apart
/// from `1e-5`, which is a number here and a text there, and from traps, which are refused.
extension SweepFileReader {
  mutating func anything(_ node: YAMLNode, _ name: String, depth: Int = 0) -> ParameterValue? {
    guard depth < ParameterValue.deepest else {
      return refuse(
        node, name, found: "nested more than \(ParameterValue.deepest) deep",
        expected: "lists and mappings that a person can read")
    }
    switch node.content {
    case .scalar(let text, isPlain: false): return .word(text)
    case .scalar(let text, isPlain: true): return plain(text, node, name)
    case .list(let items):
      let values = items.compactMap { anything($0, name, depth: depth + 1) }
      return values.count == items.count ? .list(values) : nil
    case .mapping(let entries):
      let members = entries.compactMap { entry in
        anything(entry.value, name, depth: depth + 1).map { ParameterValue.Member(entry.key, $0) }
      }
      return members.count == entries.count ? .map(members) : nil
    }
  }

  private mutating func plain(_ text: String, _ node: YAMLNode, _ name: String) -> ParameterValue? {
    if ["", "~", "null", "Null", "NULL"].contains(text) { return .null }
    if [text.lowercased(), text.uppercased(), text.capitalized].contains(text),
      let flag = ScalarText.flag(text)
    {
      return .flag(flag)
    }
    if text.looksLikeDigits {
      if let integer = Int(text), case .success = DecimalNumber.read(text) { return .integer(integer) }
      if text.contains(where: { ".eE".contains($0) }), let number = Double(text), number.isFinite {
        return .real(number == 0 ? 0 : number)
      }
    }
    guard let trap = text.numericTrap else { return .word(text) }
    return refuse(node, name, expected: "a value that all readers of YAML agree on", hint: trap)
  }
}

extension String {
  /// `capitalized` of one ASCII word.
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst().lowercased() }

  /// Digits with a sign, a point and a power of ten, and no zeros before them.
  fileprivate var looksLikeDigits: Bool {
    guard utf8.first.map({ (43...57).contains($0) }) == true else { return false }
    let digits = drop { "+-".contains($0) }
    let hasZeros = digits.count > 1 && digits.first == "0" && digits.dropFirst().first?.isNumber == true
    return !hasZeros && utf8.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
      && utf8.contains { (48...57).contains($0) }
  }

  /// What PyYAML takes for a number in a way that few people mean.
  fileprivate var numericTrap: String? {
    let quotes = " Put it in quotes if it is text."
    let unsigned = drop { "+-".contains($0) }
    if [".inf", ".nan"].contains(unsigned.lowercased()) { return "It has to be finite." + quotes }
    guard let first = unsigned.utf8.first, (48...57).contains(first) || first == UInt8(ascii: ".") else {
      return nil
    }
    let plain = unsigned.filter { $0 != "_" }
    if plain.count < unsigned.count, Double(plain) != nil { return "Write the digits without '_'." + quotes }
    if unsigned.allSatisfy(\.isNumber) {
      return first == UInt8(ascii: "0") && unsigned.count > 1
        ? "A leading zero means base 8 to some readers: leave it out." + quotes
        : "Whole numbers end at 9223372036854775807." + quotes
    }
    let based: [Substring: String] = ["0x": "0123456789abcdef", "0b": "01", "0o": "01234567"]
    if let digits = based[Substring(plain.prefix(2).lowercased())], plain.count > 2,
      plain.dropFirst(2).lowercased().allSatisfy({ digits.contains($0) })
    {
      return "Write it in base 10." + quotes
    }
    let parts = plain.split(separator: ":", omittingEmptySubsequences: false)
    let isTime =
      parts.count > 1 && parts[0].allSatisfy(\.isNumber)
      && parts.dropFirst().allSatisfy {
        Double($0).map { $0 >= 0 && $0 < 60 } ?? false
      }
    if isTime { return "A colon makes it a time of day to some readers." + quotes }
    return Double(self).map { $0.isFinite } == false ? "It has to be finite." + quotes : nil
  }
}
