extension ArrayFileError: CustomStringConvertible {
  /// Where, what was found, what was expected, and the next step.
  package var description: String {
    switch self {
    case .file(let file, let fault): fault.text(file)
    case .archive(let file, let fault): "\(file.shown): \(fault)"
    case .stream(let name, let fault): "\(name) \(fault)"
    case .header(let name, let fault): "\(name) \(fault)"
    case .line(let file, let line, let fault): "\(file.shown):\(line): \(fault)"
    case .meaning(let name, let fault): "\(name) \(fault)"
    }
  }
}

extension ArrayName: CustomStringConvertible {
  /// `runs.npz: 'x_train'`, or `runs.npy: the array`.
  package var description: String { "\(file.shown): \(member.map(quoted) ?? "the array")" }
}

extension FileFault {
  func text(_ file: String) -> String {
    switch self {
    case .cannotOpen(let reason): "Cannot open \(quoted(file)): \(reason). Check the path."
    case .cannotRead(let reason): "Cannot read \(quoted(file)): \(reason). Copy the file again."
    case .cannotWrite(let reason): "Cannot write \(quoted(file)): \(reason). Choose another path."
    case .empty: "\(file.shown): the file is empty. Write or copy it again."
    case .unknownFormat:
      "\(file.shown): the file is none of .npz, .npy, CSV and IDX. Save it with numpy.savez."
    case .noArrays:
      "\(file.shown): the file is text, and named arrays are expected. Save them with numpy.savez."
    case .missingArray(let key, let found): Self.missing(key, in: file, found)
    case .noRows: "\(file.shown): the file holds no row of numbers. Write one sample a line."
    case .targetColumnsMissing(let columns):
      "\(file.shown): nothing says which of the \(count(columns, "column")) are targets. "
        + "Set 'target_columns' to the number of last columns that are."
    case .targetColumns(let asked, let columns):
      "\(file.shown): 'target_columns' is \(asked) and the table has \(count(columns, "column")). "
        + "Choose at least 1 and leave at least 1 for the inputs."
    case .targetColumnsUseless:
      "\(file.shown): 'target_columns' splits the one table of a .csv or .npy, and this file names its targets. "
        + "Remove it."
    case .notImages:
      "\(file.shown): IDX data are given by their training images, such as 'train-images-idx3-ubyte', "
        + "with the labels beside them. Name that file."
    }
  }

  private static func missing(_ key: String, in file: String, _ found: [String]) -> String {
    guard !found.isEmpty else {
      return "\(file.shown): \(quoted(key)) is missing; the file holds no arrays. Save it with numpy.savez."
    }
    let more = found.count > 12 ? " and \(found.count - 12) more" : ""
    let list = found.prefix(12).map(quoted).joined(separator: ", ") + more
    let others = found.filter { !DataLayout.keys.contains($0) }
    let guess = nearest(to: key, in: others).map { " Did you mean \(quoted($0))?" } ?? ""
    return "\(file.shown): \(quoted(key)) is missing; the file holds \(list)."
      + "\(guess) Save the array as \(quoted(key))."
  }
}

extension ArchiveFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noDirectory: "the archive has no directory at its end. The file was cut off; copy or save it again."
    case .directoryOutside: "the archive's directory points outside the file. Copy or save the file again."
    case .severalDisks: "the archive is spread over several files. Save it with numpy.savez."
    case .entryCut(let entries):
      "the archive's directory is damaged after \(count(entries, "whole entry", "whole entries")). "
        + "Copy or save the file again."
    case .duplicate(let name):
      "the archive holds \(quoted(name)) twice. Save each array under a name of its own."
    case .overlap(let first, let second):
      "the archive's members \(quoted(first)) and \(quoted(second)) overlap. Save the file again."
    case .outside(let name):
      "the archive's member \(quoted(name)) reaches outside its place. Copy or save the file again."
    case .localHeader(let name):
      "the archive's member \(quoted(name)) does not start where the directory says. "
        + "Copy or save the file again."
    case .storedSize(let name, let packedBytes, let bytes):
      "the archive's member \(quoted(name)) is stored as it is and has two sizes, \(packedBytes) and \(bytes) "
        + "bytes. Save the file again."
    }
  }
}

extension StreamFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .encrypted: "is encrypted. Save it with numpy.savez, which does not encrypt."
    case .method(let method):
      "is packed with zip method \(method); stored (0) and deflate (8) are expected. "
        + "Save it with numpy.savez_compressed."
    case .damaged: "cannot be unpacked: its packed bytes are damaged. Copy the file again."
    case .endsEarly: "ends before its data do. The file was cut off; copy or save it again."
    case .goesOn: "holds more bytes than its header promises. Copy or save the file again."
    case .wrongChecksum: "does not match its check sum (CRC-32). The file is damaged; copy it again."
    case .expandsTooFar(let packedBytes, let bytes):
      "would unpack \(size(packedBytes)) to \(size(bytes)), more than \(Limits.expansion) times. "
        + "If that is meant, save it with numpy.savez, which does not pack."
    case .tooLarge(let bytes, let memory):
      "takes \(size(bytes)) and this machine has \(size(memory)) of memory. Save fewer rows."
    }
  }
}

extension HeaderFault: CustomStringConvertible {
  private static let types = "float32, float64, uint8, int16, int32 or int64"

  package var description: String {
    switch self {
    case .notNPY: "does not start as numpy's .npy does. Save it with numpy.save or numpy.savez."
    case .version: "has a .npy version other than 1.0, 2.0 and 3.0. Save it with numpy.save or numpy.savez."
    case .tooLong: "has a header of more than 65536 bytes. Copy or save the file again."
    case .syntax(let position):
      "has a header that is no Python dictionary, from its byte \(position) on. Copy or save the file again."
    case .key(let key):
      "has a header in which \(quoted(key)) is wrong, missing or unknown; 'descr', 'fortran_order' and 'shape' "
        + "are expected. Save the file again with numpy."
    case .dtype(let found):
      "has dtype \(quoted(found)); \(Self.types) is expected. Save it with .astype(numpy.float32)."
    case .structured:
      "has a structured dtype; \(Self.types) is expected. Save each field as an array of its own."
    case .fortranOrder:
      "is stored column by column (Fortran order); row by row is expected. "
        + "Save it with numpy.ascontiguousarray."
    case .shapeTooLarge(let shape):
      "has shape \(tuple(shape)), more than any file holds. Save the file again."
    case .wrongSize(let shape, let promised, let found):
      "has shape \(tuple(shape)) and so takes \(promised) bytes, header included, but \(found) are there. "
        + "Copy or save the file again."
    case .notIDX:
      "does not start as IDX does. If another kind of file is packed in it, unpack it with gunzip."
    case .idxType(let code):
      "has IDX type \(code); 8 (uint8), 11 (int16), 12 (int32), 13 (float32) or 14 (float64) is expected. "
        + "Save it as one of these."
    }
  }
}

extension LineFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .fields(let found, let expected):
      "the line has \(count(found, "field")), and the lines before have \(expected). Give each line as many."
    case .empty(let column): "column \(column) is empty. Drop the row or fill the value in."
    case .notANumber(let column, let text):
      "column \(column) is \(quoted(text)), and a number is expected. Write it as 1, -2.5 or 1e-5."
    case .notFinite(let column, let text):
      "column \(column) is \(quoted(text)), which is not finite in float32. Drop the row or fill the value in."
    case .quote: "a quotation mark is not closed or has text behind it. Close it or remove it."
    case .tooManyColumns: "the line has more than \(Limits.columns) fields. Write one sample a line."
    case .rowIndex:
      "the first column has no name, as where pandas writes its row index. Save the file with index=False."
    }
  }
}

extension MeaningFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notWhole(let index, let value):
      "holds \(value) at entry \(index) (from 0), and whole numbers are expected. "
        + "Save it with .astype(numpy.int64)."
    case .notATable(let shape):
      "has shape \(tuple(shape)); samples x inputs is expected. Save it with .reshape(samples, -1)."
    case .notTargets(let shape):
      "has shape \(tuple(shape)); samples, or samples x targets, is expected. "
        + "Save it with .reshape(samples, -1)."
    case .notFinite(let row, let column, let value):
      "is \(value) at row \(row), column \(column) (from 0), and finite numbers are expected. "
        + "Drop the row or fill the value in."
    case .rowsDisagree(let rows, let other, let otherRows):
      "has \(count(rows, "row")) and \(quoted(other)) has \(otherRows). Save as many targets as samples."
    case .columnsDisagree(let columns, let other, let otherColumns):
      "has \(count(columns, "column")) and \(quoted(other)) has \(otherColumns). "
        + "Save both with the same columns."
    case .tooFewRows(let rows, let needed):
      "has \(count(rows, "row")), and at least \(needed) \(needed == 1 ? "is" : "are") expected. "
        + "Save more samples."
    case .samples(let asked, let rows):
      "has \(count(rows, "row")) and 'samples' is \(asked). Set 'samples' to a value from 2 to \(rows)."
    case .noColumns: "has no columns. Save at least one number for each sample."
    }
  }
}
