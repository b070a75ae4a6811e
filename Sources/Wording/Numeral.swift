internal import Foundation

/// Numbers as people read them. Files get the exact value instead (see `exact`).
package enum Numeral {
  /// Three significant digits: `0.0123`, `4.17`, `128`, `1.2e-5`, `0`.
  package static func measured(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value == 0 { return "0" }
    let size = abs(value)
    if size < 1e-3 || size >= 1e5 { return scientific(value) }
    let decimals = max(0, 2 - Int(log10(size).rounded(.down)))
    return String(format: "%.\(decimals)f", value)
  }

  /// A value that the sweep file gave: `0.05`, `1e-5`, `300`.
  package static func parameter(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value == 0 { return "0" }
    let size = abs(value)
    if size < 1e-2 || size >= 1e6 { return scientific(value, digits: 4) }
    return String(format: "%.6g", value)
  }

  /// The shortest text that reads back to the same bits.
  package static func exact(_ value: Double) -> String { value.isFinite ? "\(value)" : "" }

  /// As `exact`, whole numbers without `.0`.
  package static func short(_ value: Double) -> String {
    let text = exact(value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  package static func share(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "–" : String(format: "%.0f %%", 100 * Double(part) / Double(whole))
  }

  package static func range(_ values: [Double]) -> String {
    guard let low = values.min(), let high = values.max() else { return "–" }
    return low == high ? single(low) : "\(single(low)) to \(single(high))"
  }

  /// One measured value, not a mean: whole numbers, such as layers and dimensions, without decimals.
  package static func single(_ value: Double) -> String {
    abs(value) < 1e5 ? Int(exactly: value).map { String($0) } ?? measured(value) : measured(value)
  }

  /// `1 trial`, `2 trials`.
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Thousands apart by a comma: `12,345`.
  package static func grouped(_ number: Int) -> String {
    var digits = String(abs(number))
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  private static func scientific(_ value: Double, digits: Int = 2) -> String {
    let text = String(format: "%.\(digits - 1)e", value)
    let parts = text.split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return text }
    var mantissa = String(parts[0])
    if mantissa.contains(".") {
      while mantissa.hasSuffix("0") { mantissa.removeLast() }
      if mantissa.hasSuffix(".") { mantissa.removeLast() }
    }
    return "\(mantissa)e\(exponent)"
  }
}
