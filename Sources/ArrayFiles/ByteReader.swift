/// Fixed-width fields read one after the other; `nil` where the bytes end or a number exceeds `Int`.
struct ByteReader {
  private let bytes: [UInt8]
  private(set) var position: Int

  init(_ bytes: [UInt8], at position: Int = 0) {
    (self.bytes, self.position) = (bytes, position)
  }

  var left: Int { bytes.count - position }

  mutating func take(_ length: Int) -> [UInt8]? {
    guard length >= 0, length <= left else { return nil }
    defer { position += length }
    return Array(bytes[position..<position + length])
  }

  /// An unsigned number of `width` bytes, least significant first.
  mutating func little(_ width: Int) -> Int? {
    take(width).flatMap { Int(exactly: $0.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) }
  }

  /// An unsigned number of `width` bytes, most significant first.
  mutating func big(_ width: Int) -> Int? {
    take(width).flatMap { Int(exactly: $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) }
  }
}
