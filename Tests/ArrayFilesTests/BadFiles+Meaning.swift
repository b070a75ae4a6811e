extension BadFiles {
  /// An archive of float32 arrays: name, shape, numbers.
  private static func arrays(_ arrays: [(String, String, [Float])]) -> [UInt8] {
    Archive(entries: arrays.map { .init($0 + ".npy", npy("'<f4'", $1, floats($2))) }).bytes
  }

  private static let x = ("x_train", "(2, 1)", [1, 2] as [Float])
  private static let y = ("y_train", "(2,)", [3, 4] as [Float])

  static let tables: [Row] = [
    Row(
      kind: "no arrays", bytes: Archive(entries: [.init("readme.txt", [65])]).bytes,
      message: "FILE: 'x_train' is missing; the file holds no arrays. Save it with numpy.savez."),
    Row(
      kind: "misspelt key", bytes: arrays([x, ("Ytrain", "(2,)", [3, 4]), ("z", "(1,)", [1])]),
      message:
        "FILE: 'y_train' is missing; the file holds 'x_train', 'Ytrain', 'z'. Did you mean 'Ytrain'? Save the array as 'y_train'."
    ),
    Row(
      kind: "key unlike all others", bytes: arrays([("data", "(2, 1)", [1, 2]), y]),
      message: "FILE: 'x_train' is missing; the file holds 'data', 'y_train'. Save the array as 'x_train'."),
    Row(
      kind: "test inputs without test targets", bytes: arrays([x, y, ("x_test", "(1, 1)", [1])]),
      message:
        "FILE: 'y_test' is missing; the file holds 'x_train', 'y_train', 'x_test'. Save the array as 'y_test'."
    ),
    Row(
      kind: "control characters in a name", bytes: arrays([("\u{1b}[31m\u{7}", "(1,)", [1])]),
      message: "FILE: 'x_train' is missing; the file holds '?[31m?'. Save the array as 'x_train'."),
    Row(
      kind: "rows disagree", bytes: arrays([x, ("y_train", "(3,)", [3, 4, 5])]),
      message: "FILE: 'y_train' has 3 rows and 'x_train' has 2. Save as many targets as samples."),
    Row(
      kind: "one row", bytes: arrays([("x_train", "(1, 2)", [1, 2]), ("y_train", "(1,)", [1])]),
      message: "FILE: 'x_train' has 1 row, and at least 2 are expected. Save more samples."),
    Row(
      kind: "inputs of one dimension", bytes: arrays([("x_train", "(2,)", [1, 2]), y]),
      message:
        "FILE: 'x_train' has shape (2,); samples x inputs is expected. Save it with .reshape(samples, -1)."
    ),
    Row(
      kind: "targets that are one number", bytes: arrays([x, ("y_train", "()", [1])]),
      message:
        "FILE: 'y_train' has shape (); samples, or samples x targets, is expected. Save it with .reshape(samples, -1)."
    ),
    Row(
      kind: "no columns", bytes: arrays([("x_train", "(2, 0)", []), y]),
      message: "FILE: 'x_train' has no columns. Save at least one number for each sample."),
    Row(
      kind: "NaN", bytes: arrays([("x_train", "(2, 2)", [1, 2, 3, .nan]), y]),
      message:
        "FILE: 'x_train' is nan at row 1, column 1 (from 0), and finite numbers are expected. Drop the row or fill the value in."
    ),
    Row(
      kind: "infinity", bytes: arrays([x, ("y_train", "(2,)", [-.infinity, .nan])]),
      message:
        "FILE: 'y_train' is -inf at row 0, column 0 (from 0), and finite numbers are expected. Drop the row or fill the value in."
    ),
    Row(
      kind: "test columns disagree",
      bytes: arrays([x, y, ("x_test", "(1, 2)", [1, 2]), ("y_test", "(1,)", [1])]),
      message: "FILE: 'x_test' has 2 columns and 'x_train' has 1. Save both with the same columns."),
    Row(
      kind: "test images on their side",
      bytes: arrays([
        ("x_train", "(2, 1, 2)", [1, 2, 3, 4]), y, ("x_test", "(1, 2, 1)", [1, 2]), ("y_test", "(1,)", [1]),
      ]),
      message:
        "FILE: 'x_test' has samples of shape (2, 1) and 'x_train' of (1, 2). Save both with the same axes."),
    Row(
      kind: "no test rows", bytes: arrays([x, y, ("x_test", "(0, 1)", []), ("y_test", "(0,)", [])]),
      message: "FILE: 'x_test' has 0 rows, and at least 1 is expected. Save more samples."),
    Row(
      kind: "too many samples", bytes: arrays([x, y]), samples: 3,
      message: "FILE: 'x_train' has 2 rows and 'samples' is 3. Set 'samples' to a value from 2 to 2."),
    Row(
      kind: "target columns of named arrays", bytes: arrays([x, y]), targetColumns: 1,
      message:
        "FILE: 'target_columns' splits the one table of a .csv or .npy, and this file names its targets. Remove it."
    ),
    Row(
      kind: "npy without target columns", file: "runs.npy",
      bytes: npy("'<f4'", "(2, 2)", floats([1, 2, 3, 4])),
      message:
        "FILE: nothing says which of the 2 columns are targets. Set 'target_columns' to the number of last columns that are."
    ),
  ]

  private static func text(
    _ kind: String, _ text: String, targets: Int? = 1, samples: Int? = nil, _ message: String
  )
    -> Row
  {
    Row(
      kind: kind, file: "runs.csv", bytes: Array(text.utf8), samples: samples, targetColumns: targets,
      message: "FILE" + message)
  }

  static let text: [Row] = [
    text(
      "ragged row", "a,b\n1,2\n3,4,5\n",
      ":3: the line has 3 fields, and the lines before have 2. Give each line as many."),
    text(
      "a word", "1,2\n3,four\n",
      ":2: column 2 is 'four', and a number is expected. Number classes from 0."),
    text(
      "decimal commas", "1,5;2\n3;4\n",
      ":1: column 1 is '1,5', and a number is expected. Write it as 1, -2.5 or 1e-5."),
    text(
      "hexadecimal", "1,2\n0x10,4\n",
      ":2: column 1 is '0x10', and a number is expected. Write it as 1, -2.5 or 1e-5."),
    text("missing value", "1,2\n,4\n", ":2: column 1 is empty. Drop the row or fill the value in."),
    text(
      "missing value in words", "1,2\nNA,4\n", ":2: column 1 is empty. Drop the row or fill the value in."),
    text(
      "NaN in text", "1,2\n3,nan\n",
      ":2: column 2 is 'nan', which is not finite in float32. Drop the row or fill the value in."),
    text(
      "beyond float32", "1,2\r\n\r\n3,1e39\r\n",
      ":3: column 2 is '1e39', which is not finite in float32. Drop the row or fill the value in."),
    text(
      "open quotation mark", "1,2\n\"3,4\n5,6\n",
      ":2: a quotation mark is not closed or has text behind it. Close it or remove it."),
    text(
      "text behind a quotation mark", "1,2\n\"3\"4,4\n",
      ":2: a quotation mark is not closed or has text behind it. Close it or remove it."),
    text(
      "row index of pandas", ",a,b\n0,1,2\n1,3,4\n",
      ":1: the first column has no name, as where pandas writes its row index. Save the file with index=False."
    ),
    text(
      "row index of pandas, read and written", "Unnamed: 0,a,b\n0,1,2\n1,3,4\n",
      ":1: the first column is 'Unnamed: 0', as where pandas writes its row index. Save the file with index=False."
    ),
    text(
      "numbers that may be names", "2015,2016,2017\n0.5,1,2\n1,3,4\n",
      ":1: the numbers '2015, 2016, 2017' may be names of columns or a sample. "
        + "Set 'header' to true for names or to false for a sample."),
    text(
      "another separator", "1:2\n3:4\n",
      ":1: the line is one field, '1:2'. Part fields by commas, semicolons, tabs or spaces."),
    text("names only", "a,b\n", ": the file holds no row of numbers. Write one sample a line."),
    text(
      "one line of numbers", "1,2\n", ": the array has 1 row, and at least 2 are expected. Save more samples."
    ),
    text(
      "fewer lines than samples", "1,2\n3,4\n", samples: 5,
      ": the array has 2 rows and 'samples' is 5. Set 'samples' to a value from 2 to 2."),
    text(
      "no target columns", "1,2\n3,4\n", targets: nil,
      ": nothing says which of the 2 columns are targets. "
        + "Set 'target_columns' to the number of last columns that are."),
    text(
      "no inputs left", "1,2\n3,4\n", targets: 2,
      ": 'target_columns' is 2 and the table has 2 columns. Choose at least 1 and leave at least 1 for the inputs."
    ),
  ]
}
