/// One zeroed block of memory, cut into arrays of `Float` that start on cache lines and live as long as it does.
final class Arena {
  private static let line = 64
  private let memory: UnsafeMutableRawPointer
  private let bytes: Int
  private var used = 0

  /// Room for one array of each of these lengths.
  init(lengths: [Int]) {
    bytes = max(lengths.reduce(0) { $0 + Self.padded($1) }, Self.line)
    memory = .allocate(byteCount: bytes, alignment: Self.line)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  deinit { memory.deallocate() }

  /// The next array, of `length` entries.
  func take(_ length: Int) -> UnsafeMutablePointer<Float> {
    let start = used
    used += Self.padded(length)
    precondition(used <= bytes, "an arena holds the arrays that it was made for")
    return (memory + start).bindMemory(to: Float.self, capacity: length)
  }

  private static func padded(_ length: Int) -> Int {
    (length * MemoryLayout<Float>.stride + line - 1) / line * line
  }
}
