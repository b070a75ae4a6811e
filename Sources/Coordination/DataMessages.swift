package import SweepModel

/// What a worker asks for of a data set that its machine does not have.
package struct PieceRequest: Hashable, Sendable {
  package var data: DataID
  /// The first byte asked for, in the data set's files one after the other.
  package var offset: Int
  /// At most so many bytes.
  package var length: Int
  /// That of the last piece which arrived over this connection, 0 before the first: what the coordinator has on its way to a
  /// worker is bounded, and only a worker that reads can say this number.
  package var receipt: UInt64

  package init(_ data: DataID, offset: Int, length: Int, receipt: UInt64) {
    (self.data, self.offset, self.length, self.receipt) = (data, offset, length, receipt)
  }
}

/// Bytes of a data set.
package struct DataPiece: Hashable, Sendable {
  package var data: DataID
  package var receipt: UInt64
  /// Every file of the data set, in the order in which they are hashed.
  package var files: [DataPart]
  package var offset: Int
  package var bytes: [UInt8]

  package init(_ data: DataID, receipt: UInt64, files: [DataPart], offset: Int, bytes: [UInt8]) {
    (self.data, self.receipt, self.files, self.offset, self.bytes) = (data, receipt, files, offset, bytes)
  }
}

/// One file of a data set.
package struct DataPart: Hashable, Sendable {
  /// Without a folder.
  package var name: String
  package var byteCount: Int

  package init(_ name: String, byteCount: Int) { (self.name, self.byteCount) = (name, byteCount) }
}
