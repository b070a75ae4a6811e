import ArrayFiles
import Foundation
import Testing

/// Types and orders that numpy writes.
@Suite struct StoredFormTests {
  @Test(
    arguments: [
      ("'<f2'", [0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b], [1, -2, 5.960464477539063e-8, 65504]),
      ("'>f2'", [0x3c, 0x00, 0xc0, 0x00, 0x00, 0x01, 0x7b, 0xff], [1, -2, 5.960464477539063e-8, 65504]),
      ("'|i1'", [0, 127, 128, 255], [0, 127, -128, -1]), ("'<i1'", [0, 127, 128, 255], [0, 127, -128, -1]),
      ("'|b1'", [0, 1, 1, 0], [0, 1, 1, 0]), ("'|b1'", [0, 2, 255, 0], [0, 1, 1, 0]),
      ("'<u2'", [0, 0, 1, 0, 255, 255, 0, 1], [0, 1, 65535, 256]),
      ("'>u2'", [0, 0, 0, 1, 255, 255, 1, 0], [0, 1, 65535, 256]),
      ("'<u4'", [0, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255, 0, 1, 0, 0], [0, 1, 4_294_967_295, 256]),
      (
        "'<u8'", little(0, 8) + little(1, 8) + [UInt8](repeating: 255, count: 8) + little(1 << 40, 8),
        [0, 1, 0x1p64, 0x1p40]
      ),
      ("'|u1'", [0, 1, 255, 7], [0, 1, 255, 7]),
    ] as [(String, [UInt8], [Double])])
  func `a type is read`(_ descr: String, _ bytes: [UInt8], _ values: [Double]) throws {
    let file = try opened("t.npy", npy(descr, "(2, 2)", bytes))
    #expect(try file.doubles("array") == values)
    #expect(try file.floats("array") == values.map { Float($0) })
    let turned = try opened("t.npy", npy(descr, "(2, 2)", order: "True", bytes))
    #expect(try turned.doubles("array") == [0, 2, 1, 3].map { values[$0] })
  }

  @Test(arguments: ["'<u8'", "'<i8'", "'<u4'"])
  func `whole numbers of every width are integers`(_ descr: String) throws {
    let width = descr.contains("8") ? 8 : 4
    let file = try opened("t.npy", npy(descr, "(2,)", little(7, width) + little(3, width)))
    #expect(try file.integers("array") == [7, 3])
  }

  @Test func `a uint64 that no integer holds is told and ends nothing`() throws {
    let file = try opened("t.npy", npy("'<u8'", "(1,)", [UInt8](repeating: 255, count: 8)))
    #expect(throws: ArrayFileError.self) { try file.integers("array") }
  }

  @Test(
    arguments: [
      ("(6,)", [0, 1, 2, 3, 4, 5]), ("(2, 3)", [0, 2, 4, 1, 3, 5]), ("(3, 2)", [0, 3, 1, 4, 2, 5]),
      ("(1, 6)", [0, 1, 2, 3, 4, 5]), ("(6, 1)", [0, 1, 2, 3, 4, 5]),
      ("(1, 2, 3)", [0, 2, 4, 1, 3, 5]), ("(3, 1, 2)", [0, 3, 1, 4, 2, 5]), ("(0, 3)", []),
    ] as [(String, [Float])])
  func `column by column is turned row by row`(_ shape: String, _ expected: [Float]) throws {
    let stored = floats(expected.indices.map { Float($0) })
    let file = try opened("t.npy", npy("'<f4'", shape, order: "True", stored))
    #expect(try file.floats("array") == expected)
  }

  @Test func `the first rows of an array stored column by column are its first rows`() throws {
    try withFile("t.npy", npy("'<f4'", "(3, 2)", order: "True", floats([1, 3, 5, 2, 4, 6]))) { path in
      let tables = try TrainingTables.load(path: path, samples: 2, targetColumns: 1)
      #expect(tables.xTrain.entries == [1, 3] && tables.yTrain.entries == [2, 4])
    }
  }

  @Test(arguments: [
    (
      "'<U5'", ", text",
      "Save classes as numpy.unique(labels, return_inverse=True)[1] and other values as numbers."
    ),
    (
      "'|S3'", ", text",
      "Save classes as numpy.unique(labels, return_inverse=True)[1] and other values as numbers."
    ),
    (
      "'|O'", ", Python objects",
      "Save classes as numpy.unique(labels, return_inverse=True)[1] and other values as numbers."
    ),
    ("'<c8'", "", "Save it with .astype(numpy.float32)."),
    ("'<M8[ns]'", "", "Save it with .astype(numpy.float32)."),
  ])
  func `a type that holds no numbers is named`(_ descr: String, _ kind: String, _ advice: String) throws {
    let file = try opened("t.npy", npy(descr, "(1,)", [1]))
    let error = try #require(throws: ArrayFileError.self) { try file.integers("array") }
    #expect(
      error.description.hasSuffix(
        "the array has dtype \(descr)\(kind); float16 to float64, int8 to int64, uint8 to uint64 or bool is expected. "
          + advice))
  }

  @Test(arguments: [
    ("letters-train-images-idx3-ubyte", "letters-test-images-idx3-ubyte", true),
    ("train-images-idx3-ubyte", "t10k-images-idx3-ubyte", true),
    ("train-images.idx3-ubyte", "test-images.idx3-ubyte", true),
    ("emnist-digits-train-images-idx3-ubyte", "emnist-digits-test-images-idx3-ubyte", true),
    ("train-images-idx3-ubyte", "valid-images-idx3-ubyte", false),
    ("images-idx3-ubyte", "test-images-idx3-ubyte", false),
  ])
  func `test images beside the training images are found or their absence is told`(
    _ train: String, _ test: String, _ isFound: Bool
  ) throws {
    let images = try [UInt8](Data(contentsOf: URL(fileURLWithPath: fixture("train-images-idx3-ubyte"))))
    let labels = try [UInt8](Data(contentsOf: URL(fileURLWithPath: fixture("train-labels-idx1-ubyte"))))
    try withFile(train, images) { path in
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      func labelName(_ name: String) -> String {
        name.replacing("images", with: "labels").replacing("idx3", with: "idx1")
      }
      try Data(images).write(to: folder.appendingPathComponent(test))
      for name in [train, test] { try Data(labels).write(to: folder.appendingPathComponent(labelName(name))) }
      let tables = try TrainingTables.load(path: path)
      #expect((tables.xTest != nil) == isFound)
      #expect(tables.notes.isEmpty == isFound)
      #expect(try TrainingTables.files(path: path).count == (isFound ? 4 : 2))
    }
  }
}
