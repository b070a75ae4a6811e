internal import Coordination
internal import SweepModel

extension PieceRequest {
  func frame() throws(MessagingError) -> [UInt8] {
    var frame = ByteEncoder(.fetch)
    frame.put(data)
    try frame.put(place: offset, "offset")
    try frame.put(length, in: 1...Limits.piece, "length")
    frame.put(receipt)
    return try frame.frame()
  }
}

extension DataPiece {
  func frame() throws(MessagingError) -> [UInt8] {
    var frame = ByteEncoder(.piece)
    frame.put(data)
    frame.put(receipt)
    try frame.put(files.count, in: 0...Limits.dataParts, "files")
    for file in files {
      try frame.put("file", name: file.name)
      try frame.put(place: file.byteCount, "file bytes")
    }
    try frame.put(place: offset, "offset")
    try frame.put("bytes", bytes: bytes, atMost: Limits.piece)
    return try frame.frame()
  }
}

extension ByteEncoder {
  /// A count of bytes as eight bytes.
  fileprivate mutating func put(place: Int, _ field: String) throws(MessagingError) {
    guard (0...Limits.dataBytes).contains(place) else {
      throw .outOfRange(message, field, found: String(place), 0...Limits.dataBytes)
    }
    put(UInt64(place))
  }
}

extension ByteDecoder {
  mutating func pieceRequest() throws(MessagingError) -> PieceRequest {
    let data: DataID = try identifier("data")
    let offset = try place("offset")
    let length = try number("length", in: 1...Limits.piece)
    return PieceRequest(data, offset: offset, length: length, receipt: try word(UInt64.self, "receipt"))
  }

  mutating func piece() throws(MessagingError) -> DataPiece {
    let data: DataID = try identifier("data")
    let receipt = try word(UInt64.self, "receipt")
    let files = try list("files", itemBytes: 13) { (decoder) throws(MessagingError) in
      DataPart(try decoder.name("file"), byteCount: try decoder.place("file bytes"))
    }
    guard files.count <= Limits.dataParts else {
      throw .tooLong(message, "files", found: files.count, limit: Limits.dataParts)
    }
    let offset = try place("offset")
    return DataPiece(
      data, receipt: receipt, files: files, offset: offset,
      bytes: try bytes("bytes", atMost: Limits.piece))
  }

  private mutating func place(_ field: String) throws(MessagingError) -> Int {
    let found = try word(UInt64.self, field)
    guard let place = Int(exactly: found), place <= Limits.dataBytes else {
      throw outOfRange(field, String(found), 0...Limits.dataBytes)
    }
    return place
  }
}
