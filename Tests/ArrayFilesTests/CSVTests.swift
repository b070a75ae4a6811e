import ArrayFiles
import Foundation
import SweepModel
import Testing

@Suite struct CSVTests {
  /// Entries of a text table of two columns: inputs and targets alternate.
  private func load(_ text: String, samples: Int? = nil) throws -> [Float] {
    try withFile("t.csv", Array(text.utf8)) { path in
      let tables = try TrainingTables.load(path: path, samples: samples, targetColumns: 1)
      #expect(tables.xTrain.columns == 1 && tables.yTrain.columns == 1)
      return zip(tables.xTrain.entries, tables.yTrain.entries).flatMap { [$0, $1] }
    }
  }

  @Test(arguments: [
    ("commas", "1,2\n3,4\n"), ("no last line end", "1,2\n3,4"), ("CRLF", "1,2\r\n3,4\r\n"),
    ("CR", "1,2\r3,4\r"),
    ("blank last lines", "1,2\n3,4\n\n  \n"), ("a blank first line", "\n1,2\n3,4\n"),
    ("semicolons", "1;2\n3;4\n"), ("tabs", "1\t2\n3\t4\n"), ("space", " 1 , 2\n3 ,4 \n"),
    ("names", "a,b\n1,2\n3,4\n"), ("names with commas", "\"a,b\",\"c\"\"d;\"\n1,2\n3,4\n"),
    ("names on two lines", "\"a\nb\",c\n1,2\n3,4\n"), ("names by numpy.savetxt", "# a,b\n1,2\n3,4\n"),
    ("quoted numbers", "\"1\",\"2\"\r\n\"3\",\"4\"\r\n"), ("a byte order mark", "\u{feff}1,2\n3,4\n"),
    ("numpy's form", "1.000000000000000000e+00,2.000000000000000000e+00\n3.0e+00,4E0\n"),
    ("spelling", "+1,2.\n.3e1,400e-2\n"),
  ])
  func `a table is read`(form: String, text: String) throws {
    #expect(try load(text) == [1, 2, 3, 4], "\(form)")
  }

  @Test func `samples stops before later lines`() throws {
    #expect(try load("1,2\n3,4\n5,oops\n", samples: 2) == [1, 2, 3, 4])
  }

  @Test func `three counted column names are pandas' header and two are numbers`() throws {
    try withFile("t.csv", Array("0,1,2\n5,6,7\n8,9,10\n".utf8)) { path in
      let tables = try TrainingTables.load(path: path, targetColumns: 2)
      #expect(tables.xTrain.entries == [5, 8])
    }
    #expect(try load("0,1\n3,4\n") == [0, 1, 3, 4])
  }

  @Test func `a name among numbers is a header and a broken number is an error`() throws {
    #expect(try load("1,b\n3,4\n5,6\n") == [3, 4, 5, 6])
    for text in ["1,2.3.4\n3,4\n", "0x10,1\n3,4\n"] {
      #expect(throws: ArrayFileError.self) { try load(text) }
    }
  }

  @Test func `numbers are the float32 next to the decimal text`() throws {
    var random = RandomStream(seed: 7, for: .test)
    var texts: [String] = [
      "1e-5", "1e-45", "1.17549435e-38", "3.4028234e38", "0.1", "123456789.123456789", "1e22", "1e-22",
      "9007199254740993", "0.000000000000000000000000000000000000001", "12345678901234567890123456789",
      "1" + String(repeating: "0", count: 30), "0e999999999",
    ]
    for _ in 0..<2000 {
      let value = Double(bitPattern: random.next() >> 12 | UInt64(823 + random.next() % 400) << 52)
      texts.append(String(value))
    }
    texts = texts.filter { Float(Double($0) ?? .nan).isFinite }
    let read = try load(texts.map { "\($0),0" }.joined(separator: "\n"))
    for (index, text) in texts.enumerated() {
      #expect(read[2 * index] == Float(Double(text) ?? .nan), "\(text)")
    }
  }
}
