internal import Glibc

/// A type that stored numbers are read into.
protocol StoredNumber {
  init(_ value: Float)
  init(_ value: Double)
  init<Whole: BinaryInteger>(_ value: Whole)
}

extension Float: StoredNumber {}
extension Double: StoredNumber {}
/// Of floats only whole numbers are asked for as these, and none of uint64, which may exceed them.
extension Int: StoredNumber {}
/// Asked for of bytes alone.
extension UInt8: StoredNumber {}

extension ByteStream {
  /// The next `count` numbers, after which the stream's end is checked.
  func numbers<Number: StoredNumber>(_ header: ArrayHeader, count: Int, as: Number.Type)
    throws(ArrayFileError)
    -> [Number]
  {
    let isPlain =
      header.element == .float32 && Number.self == Float.self && !header.isBigEndian
      || header.element == .uint8 && Number.self == UInt8.self
    return try filled(header, count) { numbers throws(ArrayFileError) in
      if isPlain { return try read(into: UnsafeMutableRawBufferPointer(numbers)) }
      let isBig = header.isBigEndian
      switch header.element {
      case .float32: try convert(numbers, isBig) { Number(Float(bitPattern: $0)) }
      case .float64: try convert(numbers, isBig) { Number(Double(bitPattern: $0)) }
      case .float16: try convert(numbers, isBig) { Number(Float(Float16(bitPattern: $0))) }
      case .bool: try convert(numbers, isBig) { (value: UInt8) in Number(UInt8(value == 0 ? 0 : 1)) }
      case .int8: try convert(numbers, isBig) { (value: Int8) in Number(value) }
      case .int16: try convert(numbers, isBig) { (value: Int16) in Number(value) }
      case .int32: try convert(numbers, isBig) { (value: Int32) in Number(value) }
      case .int64: try convert(numbers, isBig) { (value: Int64) in Number(value) }
      case .uint8: try convert(numbers, isBig) { (value: UInt8) in Number(value) }
      case .uint16: try convert(numbers, isBig) { (value: UInt16) in Number(value) }
      case .uint32: try convert(numbers, isBig) { (value: UInt32) in Number(value) }
      case .uint64: try convert(numbers, isBig) { (value: UInt64) in Number(value) }
      }
    }
  }

  private func filled<Number>(
    _ header: ArrayHeader, _ count: Int,
    _ fill: (UnsafeMutableBufferPointer<Number>) throws(ArrayFileError) -> Void
  ) throws(ArrayFileError) -> [Number] {
    var failure: ArrayFileError?
    let numbers = [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
      useLargePages(UnsafeMutableRawBufferPointer(buffer))
      do throws(ArrayFileError) {
        try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        try finish(total: header.totalBytes)
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return numbers
  }

  @inline(__always)
  private func convert<Stored: FixedWidthInteger, Number>(
    _ numbers: UnsafeMutableBufferPointer<Number>, _ isBigEndian: Bool, _ number: (Stored) -> Number
  ) throws(ArrayFileError) {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 16)
    defer { piece.deallocate() }
    let width = MemoryLayout<Stored>.stride
    var done = 0
    while done < numbers.count {
      let length = min(numbers.count - done, Self.pieceBytes / width)
      try read(into: .init(rebasing: piece[..<(length * width)]))
      let stored = UnsafeRawBufferPointer(piece).bindMemory(to: Stored.self)
      if isBigEndian {
        for index in 0..<length { numbers[done + index] = number(Stored(bigEndian: stored[index])) }
      } else {
        for index in 0..<length { numbers[done + index] = number(Stored(littleEndian: stored[index])) }
      }
      done += length
    }
  }
}

/// Asks for large pages before a large array is first touched: with small ones the page faults take longer than
/// reading does.
private func useLargePages(_ buffer: UnsafeMutableRawBufferPointer) {
  let page = 1 << 21
  guard let start = buffer.baseAddress, buffer.count >= 2 * page else { return }
  let first = (Int(bitPattern: start) + page - 1) / page * page
  let end = (Int(bitPattern: start) + buffer.count) / page * page
  // Advice: the array is as good without it, so its failure is of no interest.
  _ = madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, MADV_HUGEPAGE)
}
