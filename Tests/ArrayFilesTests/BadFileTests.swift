import ArrayFiles
import Foundation
import Testing

/// Each kind of bad data file and the sentence it gets. `FILE` stands for the path.
@Suite struct BadFileTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var kind: String
    var file = "runs.npz"
    var bytes: [UInt8]
    var samples: Int?
    var targetColumns: Int?
    var message: String

    var testDescription: String { kind }
    /// The row of the page's table.
    var line: String { "| \(kind) | \(message.replacing("FILE", with: file)) |" }
  }

  @Test(arguments: BadFiles.all)
  func `a bad file gets its sentence`(row: Row) throws {
    try withFile(row.file, row.bytes) { path in
      let error = try #require(throws: ArrayFileError.self) {
        try TrainingTables.load(path: path, samples: row.samples, targetColumns: row.targetColumns)
      }
      #expect(error.description == row.message.replacing("FILE", with: path))
    }
  }

  @Test func `the page on data files tells every sentence`() throws {
    let page = try String(contentsOfFile: fixture("../../../docs/data-files.md"), encoding: .utf8)
    let missing = BadFiles.all.map(\.line).filter { !page.contains($0) }
    #expect(missing.isEmpty, "docs/data-files.md lacks:\n\(missing.joined(separator: "\n"))")
  }

  @Test(arguments: [
    ("/nowhere/d.npz", "Cannot open '/nowhere/d.npz': No such file or directory. Check the path."),
    ("/dev", "Cannot open '/dev': It is not a regular file. Check the path."),
    ("/dev/zero", "Cannot open '/dev/zero': It is not a regular file. Check the path."),
  ])
  func `a path that is no file gets its sentence`(path: String, message: String) throws {
    let error = try #require(throws: ArrayFileError.self) { try TrainingTables.load(path: path) }
    #expect(error.description == message)
  }

  @Test func `text is no place for named arrays`() throws {
    let error = try #require(throws: ArrayFileError.self) {
      try opened("w.csv", Array("1,2\n".utf8))
    }
    #expect(
      error.description.hasSuffix(
        "/w.csv: the file is text, and named arrays are expected. Save them with numpy.savez."))
  }

  @Test func `a fraction among labels gets its sentence`() throws {
    let file = try opened("l.npy", npy("'<f4'", "(2,)", floats([3, 0.5])))
    let error = try #require(throws: ArrayFileError.self) { try file.integers("array") }
    #expect(
      error.description.hasSuffix(
        "/l.npy: the array holds 0.5 at entry 1 (from 0), and whole numbers are expected. "
          + "Save it with .astype(numpy.int64)."))
  }

  @Test func `labels without their images get their sentence`() throws {
    let labels = try fixtureBytes("train-labels-idx1-ubyte")
    try withFile("labels", labels) { path in
      let error = try #require(throws: ArrayFileError.self) { try TrainingTables.load(path: path) }
      #expect(
        error.description
          == "\(path): IDX data are given by their training images, such as 'train-images-idx3-ubyte', "
          + "with the labels beside them. Name that file.")
    }
  }

  @Test func `an array larger than memory is refused before anything is allocated`() throws {
    try withFile("d.npy", npy("'<f4'", "(1099511627776, 16)", [])) { path in
      let size = (1 << 46) + npy("'<f4'", "(1099511627776, 16)", []).count
      // A sparse file takes no room on the disk.
      guard truncate(path, size) == 0 else { return }
      let error = try #require(throws: ArrayFileError.self) {
        try TrainingTables.load(path: path, targetColumns: 1)
      }
      #expect(error.description.hasPrefix("\(path): the array takes 70.3 TB and this machine has "))
      #expect(try TrainingTables.load(path: path, samples: 2, targetColumns: 1).xTrain.rows == 2)
    }
  }
}
