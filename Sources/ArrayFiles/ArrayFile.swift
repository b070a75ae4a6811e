/// The arrays of an .npz, .npy or IDX file (IDX also as .gz). The file's first bytes tell which it is.
///
/// Opening reads an archive's directory and nothing else; an array's header is read when its shape is asked for,
/// and its numbers when they are. Arrays that nobody asks for are never looked at.
package struct ArrayFile: Sendable {
  /// What one array is, without its numbers.
  package struct Member: Hashable, Sendable {
    package var name: String
    /// Extents; empty for a single number.
    package var shape: [Int]
    package var element: ElementType

    package init(name: String, shape: [Int], element: ElementType) {
      (self.name, self.shape, self.element) = (name, shape, element)
    }

    /// Entries in all.
    package var count: Int { shape.reduce(1, *) }
  }

  /// The name that the only array of an .npy or IDX file answers to.
  package static let onlyName = "array"

  /// The path, or the name given for bytes in memory.
  package let file: String
  /// Names of the arrays in the file's order.
  package let names: [String]

  private let source: ByteSource
  let format: Format

  enum Format: Sendable {
    case npz(ZipDirectory, [String: ZipEntry])
    case npy
    case idx(isPacked: Bool)
  }

  package static func open(_ path: String) throws(ArrayFileError) -> ArrayFile {
    try ArrayFile(try ByteSource(path: path))
  }

  /// The arrays of a file whose bytes are at hand; `name` stands for its path in messages.
  package init(bytes: [UInt8], name: String) throws(ArrayFileError) {
    try self.init(ByteSource(bytes: bytes, file: name))
  }

  init(_ source: ByteSource) throws(ArrayFileError) {
    (self.source, file) = (source, source.file)
    switch try FileKind.of(source) {
    case .zip:
      let directory = try ZipDirectory(source)
      let arrays = directory.entries.compactMap { entry in entry.arrayName.map { ($0, entry) } }
      names = arrays.map(\.0)
      format = .npz(directory, Dictionary(arrays) { first, _ in first })
    case .npy: (names, format) = ([Self.onlyName], .npy)
    case .idx: (names, format) = ([Self.onlyName], .idx(isPacked: false))
    case .gzip: (names, format) = ([Self.onlyName], .idx(isPacked: true))
    case .text: throw .file(source.file, .noArrays)
    }
  }

  /// Shape and type of an array.
  package func member(_ name: String) throws(ArrayFileError) -> Member {
    let header = try open(name).header
    return Member(name: name, shape: header.shape, element: header.element)
  }

  /// Entries of an array, row-major, rounded to float32; only those of the first `rows` (along the first axis) if
  /// that is given. The whole array is checked against its CRC-32 all the same.
  package func floats(_ name: String, rows: Int? = nil) throws(ArrayFileError) -> [Float] {
    try read(name, rows: rows, as: Float.self)
  }

  /// Entries of an array, row-major. An int64 beyond 2^53 is rounded.
  package func doubles(_ name: String) throws(ArrayFileError) -> [Double] {
    try read(name, rows: nil, as: Double.self)
  }

  /// Entries of an array, row-major. An array of floats must hold whole numbers.
  package func integers(_ name: String) throws(ArrayFileError) -> [Int] {
    let (header, stream) = try open(name)
    try Limits.check(stream.name, count: header.count, width: 8)
    switch header.element {
    case .float32, .float64:
      let values = try stream.numbers(header, count: header.count, as: Double.self)
      var whole: [Int] = []
      whole.reserveCapacity(values.count)
      for (index, value) in values.enumerated() {
        guard let number = Int(exactly: value) else {
          throw .meaning(stream.name, .notWhole(index: index, value: value))
        }
        whole.append(number)
      }
      return whole
    case .uint8, .int16, .int32, .int64:
      return try stream.numbers(header, count: header.count, as: Int.self)
    }
  }

  /// The array's place for messages.
  func place(_ name: String) -> ArrayName {
    if case .npz = format { ArrayName(file: file, member: name) } else { ArrayName(file: file, member: nil) }
  }

  private func read<Number: StoredNumber>(_ name: String, rows: Int?, as: Number.Type) throws(ArrayFileError)
    -> [Number]
  {
    let (header, stream) = try open(name)
    var count = header.count
    if let rows, let all = header.shape.first, rows < all { count = count / all * max(0, rows) }
    try Limits.check(stream.name, count: count, width: MemoryLayout<Number>.stride)
    return try stream.numbers(header, count: count, as: Number.self)
  }

  /// The checked header of an array and the stream that stands behind it.
  private func open(_ name: String) throws(ArrayFileError) -> (header: ArrayHeader, stream: ByteStream) {
    switch format {
    case .npz(let directory, let entries):
      guard let entry = entries[name] else { throw .file(file, .missingArray(name, found: names)) }
      let stream = try stream(entry, in: directory)
      return (try checked(try NPYHeader.read(from: stream), bytes: entry.bytes, stream.name), stream)
    case .npy:
      let stream = try wholeFile(name)
      return (try checked(try NPYHeader.read(from: stream), bytes: source.count, stream.name), stream)
    case .idx(isPacked: false):
      let stream = try wholeFile(name)
      return (try checked(try IDXHeader.read(from: stream), bytes: source.count, stream.name), stream)
    case .idx(isPacked: true):
      let inflater = Inflater(source, 0..<source.count, .gzip, name: try only(name))
      let stream = ByteStream(inflater, count: nil, name: try only(name))
      let header = try IDXHeader.read(from: stream)
      try Limits.check(stream.name, packedBytes: source.count, bytes: header.totalBytes)
      return (header, stream)
    }
  }

  private func stream(_ entry: ZipEntry, in directory: ZipDirectory) throws(ArrayFileError) -> ByteStream {
    let name = place(entry.text)
    guard !entry.isEncrypted else { throw .stream(name, .encrypted) }
    let range = try directory.range(of: entry)
    switch entry.method {
    case 0:
      guard entry.packedBytes == entry.bytes else {
        let fault = ArchiveFault.storedSize(entry.text, packedBytes: entry.packedBytes, bytes: entry.bytes)
        throw .archive(file, fault)
      }
      return ByteStream(source, range, checksum: entry.checksum, name: name)
    case 8:
      try Limits.check(name, packedBytes: entry.packedBytes, bytes: entry.bytes)
      let inflater = Inflater(source, range, .raw, name: name)
      return ByteStream(inflater, count: entry.bytes, checksum: entry.checksum, name: name)
    default: throw .stream(name, .method(entry.method))
    }
  }

  private func checked(_ header: ArrayHeader, bytes: Int, _ name: ArrayName) throws(ArrayFileError)
    -> ArrayHeader
  {
    guard header.totalBytes == bytes else {
      throw .header(name, .wrongSize(header.shape, promised: header.totalBytes, found: bytes))
    }
    return header
  }

  private func wholeFile(_ name: String) throws(ArrayFileError) -> ByteStream {
    ByteStream(source, 0..<source.count, name: try only(name))
  }

  private func only(_ name: String) throws(ArrayFileError) -> ArrayName {
    guard name == Self.onlyName else { throw .file(file, .missingArray(name, found: names)) }
    return place(name)
  }
}
