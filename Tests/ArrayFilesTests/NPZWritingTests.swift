import ArrayFiles
import Foundation
import Testing

@Suite struct NPZWritingTests {
  private let arrays = [
    NPZArray("W1", shape: [2, 3], .floats([1, 2, 3, -4, 0.5, 1e-20])),
    NPZArray("b1", shape: [2], .doubles([0.1, -7])),
    NPZArray("labels", shape: [3], .integers([1, -2, 1 << 40])),
    NPZArray("rate", shape: [], .doubles([0.25])),
    NPZArray("none", shape: [0, 4], .floats([])), NPZArray("Größe", shape: [1], .integers([5])),
  ]

  @Test func `what is written is read back`() throws {
    try withFile("w.npz", []) { path in
      try ArrayFile.writeNPZ(path: path, arrays)
      let file = try ArrayFile.open(path)
      #expect(file.names == arrays.map(\.name))
      #expect(try file.names.map { try file.member($0).shape } == arrays.map(\.shape))
      #expect(try file.floats("W1") == [1, 2, 3, -4, 0.5, 1e-20])
      #expect(try file.doubles("b1") == [0.1, -7])
      #expect(try file.integers("labels") == [1, -2, 1 << 40])
      #expect(try file.doubles("rate") == [0.25])
      #expect(try file.floats("none") == [])
      #expect(try file.member("labels").element == .int64)
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["w.npz"])
    }
  }

  /// Fixtures/check_written.py reads the fixture with numpy. Without the fixture the test fails once and records it.
  @Test func `what is written is the file that numpy was seen to read`() throws {
    guard FileManager.default.fileExists(atPath: fixture("written.npz")) else {
      try ArrayFile.writeNPZ(path: fixture("written.npz"), arrays)
      Issue.record("written.npz was recorded; run check_written.py and the tests again")
      return
    }
    try withFile("w.npz", []) { path in
      try ArrayFile.writeNPZ(path: path, arrays)
      #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == fixtureBytes("written.npz"))
    }
  }

  @Test func `a folder that does not exist is told`() throws {
    let path = "/nowhere/w.npz"
    let error = try #require(throws: ArrayFileError.self) { try ArrayFile.writeNPZ(path: path, arrays) }
    #expect(
      error.description == "Cannot write '/nowhere/w.npz': No such file or directory. Choose another path.")
  }
}
