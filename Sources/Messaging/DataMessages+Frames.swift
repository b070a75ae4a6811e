internal import Coordination
internal import SweepModel

extension PieceRequest: FrameRecord {
  init(_ coder: inout FrameCoder, _ request: PieceRequest?) {
    self.init(
      coder.identifier(request?.data, "data"), offset: coder.place(request?.offset, "offset"),
      length: coder.number(request?.length, in: 1...Limits.piece, "length"),
      receipt: coder.word(request?.receipt, "receipt"))
  }
}

extension DataPiece: FrameRecord {
  init(_ coder: inout FrameCoder, _ piece: DataPiece?) {
    self.init(
      coder.identifier(piece?.data, "data"), receipt: coder.word(piece?.receipt, "receipt"),
      files: coder.list(piece?.files, atMost: Limits.dataParts, "files"),
      offset: coder.place(piece?.offset, "offset"),
      bytes: coder.bytes(piece?.bytes, atMost: Limits.piece, "bytes"))
  }
}

extension DataPart: FrameItem {
  static let leastBytes = 13

  init(_ coder: inout FrameCoder, _ part: DataPart?) {
    self.init(coder.name(part?.name, "file"), byteCount: coder.place(part?.byteCount, "file bytes"))
  }
}

extension FrameCoder {
  /// A count of bytes as eight bytes.
  fileprivate mutating func place(_ place: Int?, _ field: String) -> Int {
    number(place, in: 0...Limits.dataBytes, as: UInt64.self, field)
  }
}
