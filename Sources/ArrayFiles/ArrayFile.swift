/// The arrays of an .npz, .npy or IDX file (IDX also as .gz). The file's first bytes tell which it is.
///
/// Opening reads an archive's directory and nothing else; an array's header is read when its shape is asked for,
/// and its numbers when they are. Arrays that nobody asks for are never looked at.
package struct ArrayFile: Sendable {
  /// The name that the only array of an .npy or IDX file answers to.
  package static let onlyName = "array"

  /// Its path.
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
    case .text:
      throw .file(
        file, "the file is text, and named arrays are expected. Save them with numpy.savez.")
    }
  }

  /// An array's extents, none for a single number, and its type.
  package func member(_ name: String) throws(ArrayFileError) -> (shape: [Int], element: ElementType) {
    let header = try open(name).header
    return (header.shape, header.element)
  }

  /// Entries of an array, row-major, rounded to float32; only those of the first `rows` (along the first axis) if
  /// that is given. The whole array is checked against its CRC-32 all the same.
  package func floats(_ name: String, rows: Int? = nil) throws(ArrayFileError) -> [Float] {
    try read(name, rows: rows, as: Float.self)
  }

  /// Entries of an array of uint8, row-major, as `floats` takes them.
  func bytes(_ name: String, rows: Int? = nil) throws(ArrayFileError) -> [UInt8] {
    try read(name, rows: rows, as: UInt8.self)
  }

  /// Entries of an array, row-major. An int64 beyond 2^53 is rounded.
  package func doubles(_ name: String) throws(ArrayFileError) -> [Double] {
    try read(name, rows: nil, as: Double.self)
  }

  /// Entries of an array, row-major. An array of floats must hold whole numbers.
  package func integers(_ name: String) throws(ArrayFileError) -> [Int] {
    let (header, stream) = try open(name)
    try Limits.check(stream.name, count: header.count, width: 8)
    // A uint64 beyond 2^63 fits no Int; as a double it is told like a fraction.
    guard header.element.isFloat || header.element == .uint64 else {
      return try entries(header, stream, as: Int.self)
    }
    var whole: [Int] = []
    whole.reserveCapacity(header.count)
    for (index, value) in try entries(header, stream, as: Double.self).enumerated() {
      guard let number = Int(exactly: value) else {
        throw .array(
          stream.name,
          "holds \(value) at entry \(index) (from 0), and whole numbers are expected. "
            + "Save it with .astype(numpy.int64).")
      }
      whole.append(number)
    }
    return whole
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
    guard !header.isFortran else {
      try Limits.check(stream.name, count: header.count, width: 2 * MemoryLayout<Number>.stride)
      return Array(try entries(header, stream, as: Number.self).prefix(count))
    }
    try Limits.check(stream.name, count: count, width: MemoryLayout<Number>.stride)
    return try stream.numbers(header, count: count, as: Number.self)
  }

  /// All entries, row-major however they are stored.
  private func entries<Number: StoredNumber>(_ header: ArrayHeader, _ stream: ByteStream, as: Number.Type)
    throws(ArrayFileError) -> [Number]
  {
    let stored = try stream.numbers(header, count: header.count, as: Number.self)
    return header.isFortran ? rowMajor(stored, header.shape) : stored
  }

  /// The checked header of an array and the stream that stands behind it.
  private func open(_ name: String) throws(ArrayFileError) -> (header: ArrayHeader, stream: ByteStream) {
    guard names.contains(name) else { throw missing(name) }
    let stream = try stream(name)
    let header =
      if case .idx = format { try IDXHeader.read(from: stream) } else { try NPYHeader.read(from: stream) }
    guard let bytes = stream.count else {
      try Limits.check(stream.name, packedBytes: source.count, bytes: header.totalBytes)
      return (header, stream)
    }
    guard header.totalBytes == bytes else {
      throw .array(
        stream.name,
        "has shape \(tuple(header.shape)) and so takes \(header.totalBytes) bytes, header included, "
          + "but \(bytes) are there. Copy or save the file again.")
    }
    return (header, stream)
  }

  private func stream(_ name: String) throws(ArrayFileError) -> ByteStream {
    let (all, place) = (0..<source.count, place(name))
    switch format {
    case .npz(let directory, let entries):
      guard let entry = entries[name] else { throw missing(name) }
      return try stream(entry, in: directory, place)
    case .npy, .idx(isPacked: false): return ByteStream(source, all, name: place)
    case .idx(isPacked: true):
      return ByteStream(Inflater(source, all, .gzip, name: place), count: nil, name: place)
    }
  }

  private func stream(_ entry: ZipEntry, in directory: ZipDirectory, _ name: ArrayName)
    throws(ArrayFileError) -> ByteStream
  {
    guard !entry.isEncrypted else {
      throw .array(name, "is encrypted. Save it with numpy.savez, which does not encrypt.")
    }
    let range = try directory.range(of: entry)
    switch entry.method {
    case 0:
      guard entry.packedBytes == entry.bytes else {
        throw .file(
          file,
          "the archive's member \(quoted(entry.text)) is stored as it is and has two sizes, \(entry.packedBytes) "
            + "and \(entry.bytes) bytes. Save the file again.")
      }
      return ByteStream(source, range, checksum: entry.checksum, name: name)
    case 8:
      try Limits.check(name, packedBytes: entry.packedBytes, bytes: entry.bytes)
      let inflater = Inflater(source, range, .raw, name: name)
      return ByteStream(inflater, count: entry.bytes, checksum: entry.checksum, name: name)
    default:
      throw .array(
        name,
        "is packed with zip method \(entry.method); stored (0) and deflate (8) are expected. "
          + "Save it with numpy.savez_compressed.")
    }
  }

  private func missing(_ name: String) -> ArrayFileError {
    guard !names.isEmpty else {
      return .file(file, "\(quoted(name)) is missing; the file holds no arrays. Save it with numpy.savez.")
    }
    let more = names.count > 12 ? " and \(names.count - 12) more" : ""
    let list = names.prefix(12).map(quoted).joined(separator: ", ") + more
    let others = names.filter { !DataLayout.keys.contains($0) }
    let guess = nearest(to: name, in: others).map { " Did you mean \(quoted($0))?" } ?? ""
    return .file(
      file,
      "\(quoted(name)) is missing; the file holds \(list).\(guess) Save the array as \(quoted(name)).")
  }
}

/// Entries that stand column by column (the first index fastest) in the order row by row.
private func rowMajor<Number>(_ stored: [Number], _ shape: [Int]) -> [Number] {
  let strides = shape.indices.map { shape[..<$0].reduce(1, *) }
  var (index, place) = ([Int](repeating: 0, count: shape.count), 0)
  return [Number](unsafeUninitializedCapacity: stored.count) { numbers, count in
    for next in 0..<stored.count {
      (numbers.baseAddress! + next).initialize(to: stored[place])
      for axis in shape.indices.reversed() {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < shape[axis] { break }
        place -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
    count = stored.count
  }
}
