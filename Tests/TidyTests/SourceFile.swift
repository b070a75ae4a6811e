import Foundation

/// A Swift file of the product, as text.
struct SourceFile: Sendable {
  /// Below `Sources`.
  let path: String
  let lines: [String]
  /// The same lines without comments and without what stands in string literals.
  let code: [String]

  init(path: String, text: String) {
    self.path = path
    lines = text.components(separatedBy: "\n")
    var stripper = Stripper(text)
    code = stripper.stripped().components(separatedBy: "\n")
  }

  var target: String { String(path.prefix { $0 != "/" }) }
  /// A line's place, as compilers write it.
  func place(_ line: Int) -> String { "\(path):\(line + 1)" }
}

enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static let sources: [SourceFile] = {
    let folder = root.appending(path: "Sources").path
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
      let contents = FileManager.default.contents(atPath: "\(folder)/\(path)") ?? Data()
      return SourceFile(path: path, text: String(decoding: contents, as: UTF8.self))
    }
  }()
}

/// Blanks comments and the contents of string literals; code inside `\( )` of a literal stays.
private struct Stripper {
  private enum Place {
    case code(depth: Int)
    case string(isLong: Bool, hashes: Int)
  }

  private var bytes: [UInt8]
  private var at = 0
  private var places: [Place] = [.code(depth: 0)]

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func stripped() -> String {
    while at < bytes.count {
      switch places[places.count - 1] {
      case .code(let depth): readCode(depth)
      case .string(let isLong, let hashes): readString(isLong, hashes)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether these bytes come next, `offset` further on.
  private func has(_ text: StaticString, _ offset: Int = 0) -> Bool {
    let start = at + offset
    guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
    for place in 0..<text.utf8CodeUnitCount where bytes[start + place] != text.utf8Start[place] {
      return false
    }
    return true
  }

  private func hashes(_ offset: Int) -> Int {
    var count = 0
    while at + offset + count < bytes.count, bytes[at + offset + count] == UInt8(ascii: "#") { count += 1 }
    return count
  }

  private mutating func readCode(_ depth: Int) {
    switch bytes[at] {
    case UInt8(ascii: "/") where has("//"):
      while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { blank() }
      return
    case UInt8(ascii: "\""), UInt8(ascii: "#"):
      let fence = hashes(0)
      guard has("\"", fence) else { break }
      let isLong = has("\"\"\"", fence)
      at += fence + (isLong ? 3 : 1)
      places.append(.string(isLong: isLong, hashes: fence))
      return
    case UInt8(ascii: "("): places[places.count - 1] = .code(depth: depth + 1)
    case UInt8(ascii: ")"):
      places[places.count - 1] = .code(depth: depth - 1)
      if depth == 1, places.count > 1 { places.removeLast() }
    default: break
    }
    at += 1
  }

  private mutating func readString(_ isLong: Bool, _ fence: Int) {
    switch bytes[at] {
    case UInt8(ascii: "\"") where has(isLong ? "\"\"\"" : "\"") && hashes(isLong ? 3 : 1) >= fence:
      at += (isLong ? 3 : 1) + fence
      places.removeLast()
    case UInt8(ascii: "\\") where hashes(1) >= fence:
      at += 1 + fence
      if has("(") {
        at += 1
        places.append(.code(depth: 1))
      } else if at < bytes.count {
        blank()
      }
    default: blank()
    }
  }

  private mutating func blank() {
    if bytes[at] != UInt8(ascii: "\n") { bytes[at] = UInt8(ascii: " ") }
    at += 1
  }
}
