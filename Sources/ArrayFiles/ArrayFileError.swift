/// Which array is meant: a member of an .npz, or the only array of another file (`member` is `nil`).
package struct ArrayName: Hashable, Sendable {
  package var file: String
  package var member: String?

  package init(file: String, member: String?) {
    (self.file, self.member) = (file, member)
  }
}

/// What is wrong with a data file, as facts; `description` puts them into words.
package enum ArrayFileError: Error, Hashable {
  case file(String, FileFault)
  case archive(String, ArchiveFault)
  case stream(ArrayName, StreamFault)
  case header(ArrayName, HeaderFault)
  /// One line of a text table, counted from 1.
  case line(String, Int, LineFault)
  case meaning(ArrayName, MeaningFault)
}

/// What is wrong with a file as a whole.
package enum FileFault: Hashable, Sendable {
  case cannotOpen(reason: String)
  case cannotRead(reason: String)
  case cannotWrite(reason: String)
  case empty
  case unknownFormat
  /// A text table where named arrays are needed.
  case noArrays
  case missingArray(String, found: [String])
  /// A text table without a line of numbers.
  case noRows
  case targetColumnsMissing(columns: Int)
  case targetColumns(asked: Int, columns: Int)
  case targetColumnsUseless
  /// An IDX file whose name does not lead to its labels.
  case notImages
}

/// What is wrong with a zip archive.
package enum ArchiveFault: Hashable, Sendable {
  case noDirectory
  case directoryOutside
  case severalDisks
  /// The number of whole entries before the damaged one.
  case entryCut(Int)
  case duplicate(String)
  case overlap(String, String)
  case outside(String)
  case localHeader(String)
  case storedSize(String, packedBytes: Int, bytes: Int)
}

/// What is wrong with the packed or stored bytes of an array.
package enum StreamFault: Hashable, Sendable {
  case encrypted
  case method(Int)
  case damaged
  case endsEarly
  case goesOn
  case wrongChecksum
  case expandsTooFar(packedBytes: Int, bytes: Int)
  case tooLarge(bytes: Int, memory: Int)
}

/// What is wrong with the header of an array.
package enum HeaderFault: Hashable, Sendable {
  case notNPY
  case version
  case tooLong
  case syntax(position: Int)
  case key(String)
  case dtype(String)
  case structured
  case fortranOrder
  case shapeTooLarge([Int])
  case wrongSize([Int], promised: Int, found: Int)
  case notIDX
  case idxType(Int)
}

/// What is wrong with a line of a text table. Columns count from 1.
package enum LineFault: Hashable, Sendable {
  case fields(found: Int, expected: Int)
  case empty(column: Int)
  case notANumber(column: Int, text: String)
  case notFinite(column: Int, text: String)
  case quote
  case tooManyColumns
  case rowIndex
}

/// What is wrong with a sound array in its place.
package enum MeaningFault: Hashable, Sendable {
  case notWhole(index: Int, value: Double)
  case notATable(shape: [Int])
  case notTargets(shape: [Int])
  case notFinite(row: Int, column: Int, value: String)
  case rowsDisagree(rows: Int, other: String, otherRows: Int)
  case columnsDisagree(columns: Int, other: String, otherColumns: Int)
  case tooFewRows(rows: Int, needed: Int)
  case samples(asked: Int, rows: Int)
  case noColumns
}
