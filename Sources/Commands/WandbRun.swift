internal import SweepModel

/// What a program has told a W&B client that was offline, as far as it is numbers.
///
/// Numbers of the messages' fields are W&B's: a record (2 history, 3 summary), its items (1), their names (1, or 2 for each
/// part of a nested one) and values as JSON (16), its step (2, in it 1).
package struct WandbRun: Hashable, Sendable {
  package struct Point: Hashable, Sendable {
    /// 1 for the first step: before it is nothing.
    package var epoch: Int
    /// `nil` is a value that is not a number.
    package var values: [String: Double?]

    package init(epoch: Int, values: [String: Double?]) { (self.epoch, self.values) = (epoch, values) }
  }

  /// One for each step that was logged.
  package private(set) var points: [Point] = []
  /// What the summary alone has: not the last value of something that was logged.
  package private(set) var summary: [String: Double?] = [:]
  /// Why not all of the file was read; `nil` for a whole one.
  package let fault: String?

  package init(_ bytes: [UInt8]) {
    let log = WandbLog(bytes)
    fault = log.fault
    for record in log.records {
      for field in WireFields(record) {
        switch field.number {
        case 2: take(history: field.bytes)
        case 3: take(summary: field.bytes)
        default: break
        }
      }
    }
    let logged = Set(points.flatMap(\.values.keys))
    summary = summary.filter { !logged.contains($0.key) }
  }

  private mutating func take(history bytes: ArraySlice<UInt8>) {
    var point = Point(epoch: 1, values: [:])
    for field in WireFields(bytes) {
      if field.number == 1 { point.values.merge(Self.values(field.bytes)) { $1 } }
      if field.number == 2, let step = WireFields(field.bytes).first(where: { $0.number == 1 }) {
        point.epoch = Int(truncatingIfNeeded: step.value &+ 1)
      }
    }
    if !point.values.isEmpty, (1...TrialResult.epochLimit).contains(point.epoch) { points.append(point) }
  }

  private mutating func take(summary bytes: ArraySlice<UInt8>) {
    for field in WireFields(bytes) where field.number == 1 {
      summary.merge(Self.values(field.bytes)) { $1 }
    }
  }

  /// An item's number by its name, or one for each member of a mapping; nothing for a text, a list or the client's own.
  private static func values(_ item: ArraySlice<UInt8>) -> [String: Double?] {
    var names: [String] = []
    var json: ArraySlice<UInt8> = []
    for field in WireFields(item) {
      switch field.number {
      case 1, 2: names.append(String(decoding: field.bytes, as: UTF8.self))
      case 16: json = field.bytes
      default: break
      }
    }
    guard let first = names.first, !first.hasPrefix("_") else { return [:] }
    let name = names.joined(separator: ".")
    let isMapping = json.first == UInt8(ascii: "{")
    // A line of reports is a flat mapping: one reader knows what a number is.
    let line = isMapping ? Array(json) : Array("{\"\":".utf8) + json + Array("}".utf8)
    // Lists and deeper mappings are no numbers.
    guard let members = try? ReportLine(line[...]).members, isMapping || members.count == 1 else {
      return [:]
    }
    var values: [String: Double?] = [:]
    for (key, member) in members where isMapping != key.isEmpty {
      let whole = isMapping ? name + "." + key : name
      guard Report.isName(whole) else { continue }
      switch member {
      case .number(let number): values[whole] = .some(number)
      case .flag(let flag): values[whole] = .some(flag ? 1 : 0)
      case .missing: values[whole] = .some(nil)
      case .text: break
      }
    }
    return values
  }
}

/// The fields of a message of protocol buffers, as far as they can be read.
private struct WireFields: Sequence, IteratorProtocol {
  struct Field {
    var number: UInt64
    /// Of a number.
    var value: UInt64 = 0
    /// Of anything else.
    var bytes: ArraySlice<UInt8> = []
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func next() -> Field? {
    guard let tag = number() else { return nil }
    var field = Field(number: tag >> 3)
    switch tag & 7 {
    case 0:
      guard let value = number() else { return nil }
      field.value = value
    case 1: guard skip(8) != nil else { return nil }
    case 2:
      guard let count = number(), let bytes = skip(count) else { return nil }
      field.bytes = bytes
    case 5: guard skip(4) != nil else { return nil }
    default: return nil
    }
    return field
  }

  private mutating func skip(_ count: UInt64) -> ArraySlice<UInt8>? {
    guard count <= UInt64(rest.count) else { return nil }
    defer { rest = rest.dropFirst(Int(count)) }
    return rest.prefix(Int(count))
  }

  private mutating func number() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
