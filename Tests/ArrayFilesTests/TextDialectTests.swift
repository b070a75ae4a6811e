import ArrayFiles
import Foundation
import SweepModel
import Testing

/// Which first lines are names, how fields may be parted, and what is said of a table that can be read in two ways.
@Suite struct TextDialectTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    var header: Bool?
    /// Rows and columns of the table.
    let size: [Int]

    init(_ name: String, _ text: String, header: Bool? = nil, _ rows: Int, _ columns: Int) {
      (testDescription, self.text, self.header, size) = (name, text, header, [rows, columns])
    }
  }

  private static let data = "0.5,1.25,-2.5\n1.5,0.25,3.5\n2.5,7.75,1.125\n"
  private static let spaced = data.replacing(",", with: " ")

  static let read = [
    Row("a word among numbers", "0,1,y\n" + data, 3, 3),
    Row("a word last", "2015,2016,total\n" + data, 3, 3),
    Row("a word first", "x,1,2\n" + data, 3, 3),
    Row("a name of other letters", "größe,1,2\n" + data, 3, 3),
    Row("a name with an underscore", "_1,_2,_3\n" + data, 3, 3),
    Row("a quoted word", "\"x1\",2,3\n" + data, 3, 3),
    Row("names of digits and letters", "1st,2nd,3rd\n" + data, 3, 3),
    Row("no names", data, 3, 3),
    Row("pandas' names of a bare array", "0,1,2\n" + data, 3, 3),
    Row("years that are names", "2015,2016,2017\n" + data, header: true, 3, 3),
    Row("years that are a sample", "2015,2016,2017\n" + data, header: false, 4, 3),
    Row("a sample said to be names", data, header: true, 2, 3),
    Row("counted names said to be a sample", "0,1,2\n" + data, header: false, 4, 3),
    Row("counting rows", "1,2,3\n4,5,6\n7,8,9\n", 3, 3),
    Row("whole numbers among whole numbers", "3,1,2\n2,4,8\n1,5,7\n", 3, 3),
    Row("equal numbers", "0,0,0\n" + data, 4, 3),
    Row("a large first sample in one column", "900,1.5,2\n" + data, 4, 3),
    Row("fractions that ascend unevenly", "1.5,2.5,4.5\n" + data, 4, 3),
    Row("a first sample that is a few times larger", "50,60,77\n10,11,12\n9,12,8\n8,10,11\n", 4, 3),
    Row("a large sample before two others", "5000,7000\n1,2\n3,4\n", 3, 2),
    Row("a comment first", "# made by hand\na,b,c\n" + data, 3, 3),
    Row("comments anywhere", "# one\n\n# two, three\n0.5,1.25,-2.5\n  # four\n1.5,0.25,3.5\n# five", 2, 3),
    Row("savetxt's header", "# a b c\n" + spaced, 3, 3),
    Row("spaces", spaced, 3, 3),
    Row("runs of spaces", spaced.replacing(" ", with: "    "), 3, 3),
    Row("spaces at both ends", spaced.replacing("\n", with: "  \n  "), 3, 3),
    Row("spaces and names", "a b c\n" + spaced, 3, 3),
    Row("quoted names and spaces", "\"a b\" c d\n" + spaced, 3, 3),
    Row("spaces and CRLF", spaced.replacing("\n", with: "\r\n"), 3, 3),
    Row("tabs", data.replacing(",", with: "\t"), 3, 3),
    Row("semicolons and names", "a;b;c\n" + data.replacing(",", with: ";"), 3, 3),
    Row("spaces after commas", data.replacing(",", with: ", "), 3, 3),
    Row("a byte order mark and a comment", "\u{feff}# x\n" + data, 3, 3),
  ]

  @Test(arguments: read)
  func `a table of this form has these rows`(_ row: Row) throws {
    try withFile("t.csv", Array(row.text.utf8)) { path in
      let tables = try TrainingTables.load(path: path, targetColumns: 1, header: row.header)
      #expect([tables.xTrain.rows, tables.xTrain.columns + 1] == row.size)
      #expect(tables.notes.isEmpty)
    }
  }

  @Test(arguments: [
    ("years", "2015,2016,2017\n"), ("1 to 3", "1,2,3\n"), ("down", "30,20,10\n"), ("hours", "0,6,12\n"),
    ("wavelengths", "400.5,401,401.5\n"), ("years with a gap", "2015,2017,2018\n"),
    ("codes", "101,207,350\n"),
    ("large and unordered", "2016,2015,2020\n"), ("descending ids", "907,305,11\n"),
    ("copies of a name", "2015,2015.1,2015.2\n"), ("tenths", "0.1,0.2,0.3\n"),
  ])
  func `numbers that may be names are asked about`(_ kind: String, _ first: String) throws {
    try withFile("t.csv", Array((first + Self.data).utf8)) { path in
      let error = try #require(throws: ArrayFileError.self) {
        try TrainingTables.load(path: path, targetColumns: 1)
      }
      let shown = first.dropLast().replacing(",", with: ", ")
      #expect(
        error.description == "\(path):1: the numbers '\(shown)' may be names of columns or a sample. "
          + "Set 'header' to true for names or to false for a sample.", "\(kind)")
      for (header, rows) in [(true, 3), (false, 4)] {
        #expect(try TrainingTables.load(path: path, targetColumns: 1, header: header).xTrain.rows == rows)
        #expect(try DataFacts(file: path, header: header).trainRows == rows)
      }
    }
  }

  @Test(arguments: ["Unnamed: 0", "Unnamed: 0.1", "\"\"", ""])
  func `a first column that pandas wrote as its index is refused`(_ name: String) throws {
    try withFile("t.csv", Array("\(name),a,b\n0,1,2\n1,3,4\n".utf8)) { path in
      let error = try #require(throws: ArrayFileError.self) {
        try TrainingTables.load(path: path, targetColumns: 1)
      }
      #expect(
        error.description.hasSuffix("as where pandas writes its row index. Save the file with index=False."))
    }
  }

  @Test(arguments: [
    ("id,a,b\n0,1,2\n1,3,5\n2,3,4\n", true), ("1 5 6\n2 7 7\n3 1 2\n", true), ("0,1\n2,3\n1,1\n", false),
    ("0,5\n1,7\n", false),
  ])
  func `a first column that counts the rows is told`(_ text: String, _ counts: Bool) throws {
    try withFile("t.csv", Array(text.utf8)) { path in
      let notes = try DataFacts(file: path).notes
      #expect(notes == (counts ? ["\(path): the first column counts the rows and is taken as an input"] : []))
    }
  }

  @Test func `text in UTF-16, text in a packed file and another separator are named`() throws {
    let little: [UInt8] = "1,2\n3,4\n".utf8.flatMap { [$0, 0] }
    let big: [UInt8] = "1,2\n3,4\n".utf8.flatMap { [0, $0] }
    let texts: [[UInt8]] = [[0xff, 0xfe] + little, little, [0xfe, 0xff] + big, big]
    for bytes in texts {
      try withFile("t.csv", bytes) { path in
        let error = try #require(throws: ArrayFileError.self) { try DataFacts(file: path) }
        #expect(
          error.description
            == "\(path): the file is text in UTF-16, and UTF-8 is expected. Save it with encoding='utf-8'.")
      }
    }
    for (text, part) in [("1|2\n3|4\n", "'1|2'"), ("1:2\n3:4\n", "'1:2'")] {
      try withFile("t.csv", Array(text.utf8)) { path in
        let error = try #require(throws: ArrayFileError.self) { try DataFacts(file: path) }
        #expect(
          error.description
            == "\(path):1: the line is one field, \(part). Part fields by commas, semicolons, tabs or spaces."
        )
      }
    }
    // gzip of "abcd", a stored block.
    let packed: [UInt8] =
      [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 4, 0, 0xfb, 0xff] + Array("abcd".utf8) + [
        0x11, 0xcd, 0x82, 0xed, 4, 0, 0, 0,
      ]
    try withFile("t.csv.gz", packed) { path in
      let error = try #require(throws: ArrayFileError.self) { try DataFacts(file: path) }
      #expect(
        error.description
          == "\(path): the array is text that is packed with gzip, and a CSV is read unpacked. Unpack it with gunzip."
      )
    }
  }
}
