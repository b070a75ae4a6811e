/// What a file may ask for before it is refused.
enum Limits {
  /// Deflate makes no more bytes of one: what claims more is damaged, and memory is not taken for it.
  static let greatestExpansion = 1_032
  /// Packed arrays up to this size may be of any such ratio.
  static let unpackedBytes = 256 << 20
  /// Beyond that, an array may be so many times as large as its packed bytes.
  static let expansion = 100
  /// Fields of a line of text.
  static let columns = 1 << 20

  static func check(_ name: ArrayName, packedBytes: Int, bytes: Int) throws(ArrayFileError) {
    if bytes / greatestExpansion > packedBytes {
      throw .array(
        name,
        "would unpack \(size(packedBytes)) to \(size(bytes)), which no packing does. Copy or save the file again."
      )
    }
    guard bytes > unpackedBytes, bytes / expansion > packedBytes else { return }
    throw .array(
      name,
      "would unpack \(size(packedBytes)) to \(size(bytes)), more than \(expansion) times. "
        + "If that is meant, save it with numpy.savez, which does not pack.")
  }

  /// Refuses what cannot fit into memory, which would end the process.
  static func check(_ name: ArrayName, count: Int, width: Int) throws(ArrayFileError) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: width)
    guard overflow || bytes > physicalMemory else { return }
    throw .array(
      name,
      "takes \(size(overflow ? .max : bytes)) and this machine has \(size(physicalMemory)) of memory. "
        + "Save fewer rows.")
  }
}
