import ArrayFiles

/// The rows of `BadFileTests`, by where the fault lies.
enum BadFiles {
  typealias Row = BadFileTests.Row

  static let all = archives + headers + tables + text

  private static let x = Archive.Entry("x_train.npy", npy("'<f4'", "(2, 1)", floats([1, 2])))
  private static let y = Archive.Entry("y_train.npy", npy("'<f4'", "(2,)", floats([3, 4])))
  private static let sound = Archive(entries: [x, y]).bytes

  /// An archive whose `x_train` is changed.
  private static func changed(_ change: (inout Archive.Entry) -> Void) -> [UInt8] {
    var entry = x
    change(&entry)
    return Archive(entries: [entry, y]).bytes
  }

  /// An archive with another `x_train`.
  private static func member(_ content: [UInt8]) -> [UInt8] {
    Archive(entries: [.init("x_train.npy", content), y]).bytes
  }

  static let archives: [Row] = [
    Row(kind: "empty file", bytes: [], message: "FILE: the file is empty. Write or copy it again."),
    Row(
      kind: "another format", bytes: [0x89] + Array("HDF\r\n".utf8) + [0x1a, 10],
      message: "FILE: the file is none of .npz, .npy, CSV and IDX. Save it with numpy.savez."),
    Row(
      kind: "cut archive", bytes: Array(sound.dropLast(60)),
      message: "FILE: the archive has no directory at its end. The file was cut off; copy or save it again."),
    Row(
      kind: "directory outside", bytes: Array(sound.dropLast(6)) + little(0x7fff_ffff, 4) + [0, 0],
      message: "FILE: the archive's directory points outside the file. Copy or save the file again."),
    Row(
      kind: "several disks", bytes: Array(sound.dropLast(18)) + [1, 0, 1, 0] + Array(sound.suffix(14)),
      message: "FILE: the archive is spread over several files. Save it with numpy.savez."),
    Row(
      kind: "damaged directory",
      bytes: replacing([0x50, 0x4b, 1, 2], [0x50, 0x4b, 1, 9], in: sound),
      message: "FILE: the archive's directory is damaged after 0 whole entries. Copy or save the file again."),
    Row(
      kind: "zip64 size without its field",
      bytes: changed { $0.packedBytes = 0xffff_ffff },
      message: "FILE: the archive's directory is damaged after 0 whole entries. Copy or save the file again."),
    Row(
      kind: "a name twice", bytes: Archive(entries: [x, x, y]).bytes,
      message: "FILE: the archive holds 'x_train' twice. Save each array under a name of its own."),
    Row(
      kind: "overlap",
      bytes: Archive(entries: [
        x,
        {
          var copy = y; copy.offset = 20; return copy
        }(),
      ]).bytes,
      message: "FILE: the archive's members 'x_train' and 'y_train' overlap. Save the file again."),
    Row(
      kind: "member outside", bytes: changed { $0.offset = 0x7fff_fff0 },
      message: "FILE: the archive's member 'x_train' reaches outside its place. Copy or save the file again."),
    Row(
      kind: "local header missing",
      bytes: replacing(Array("x_train".utf8), Array("z_train".utf8), in: sound),
      message:
        "FILE: the archive's member 'x_train' does not start where the directory says. Copy or save the file again."
    ),
    Row(
      kind: "two sizes", bytes: changed { $0.bytes += 4 },
      message:
        "FILE: the archive's member 'x_train' is stored as it is and has two sizes, 77 and 81 bytes. Save the file again."
    ),
    Row(
      kind: "encrypted", bytes: changed { $0.flags = 1 },
      message: "FILE: 'x_train' is encrypted. Save it with numpy.savez, which does not encrypt."),
    Row(
      kind: "another method", bytes: changed { $0.method = 12 },
      message:
        "FILE: 'x_train' is packed with zip method 12; stored (0) and deflate (8) are expected. Save it with numpy.savez_compressed."
    ),
    Row(
      kind: "flipped bit", bytes: changed { $0.packed[70] ^= 1 },
      message: "FILE: 'x_train' does not match its check sum (CRC-32). The file is damaged; copy it again."),
    Row(
      kind: "damaged deflate",
      bytes: changed {
        $0.method = 8; $0.packed[0] = 0xff
      },
      message: "FILE: 'x_train' cannot be unpacked: its packed bytes are damaged. Copy the file again."),
    Row(
      kind: "deflate ends early",
      bytes: changed {
        $0.method = 8; $0.packed = [3, 0]; $0.packedBytes = 2
      },
      message: "FILE: 'x_train' ends before its data do. The file was cut off; copy or save it again."),
    Row(
      kind: "deflate goes on",
      bytes: changed {
        // One stored block of deflate with a byte too many.
        let content = $0.packed + [7]
        $0.method = 8
        $0.packed = [1] + little(content.count, 2) + little(~content.count, 2) + content
        $0.packedBytes = $0.packed.count
      },
      message: "FILE: 'x_train' holds more bytes than its header promises. Copy or save the file again."),
    Row(
      kind: "bomb",
      bytes: changed {
        $0.method = 8; $0.packed = [UInt8](repeating: 0, count: 400_000); $0.packedBytes = 400_000
        $0.bytes = 300_000_000
      },
      message:
        "FILE: 'x_train' would unpack 400.0 kB to 300.0 MB, more than 100 times. If that is meant, save it with numpy.savez, which does not pack."
    ),
    Row(
      kind: "more than deflate can hold",
      bytes: changed {
        $0.method = 8; $0.bytes = 100_000
      },
      message:
        "FILE: 'x_train' would unpack 77 bytes to 100.0 kB, which no packing does. Copy or save the file again."
    ),
    Row(
      kind: "packed text", file: "images.gz",
      bytes: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 4, 0, 0xfb, 0xff] + Array("abcd".utf8) + [
        0x11, 0xcd, 0x82, 0xed, 4, 0, 0, 0,
      ],
      message:
        "FILE: the array is text that is packed with gzip, and a CSV is read unpacked. Unpack it with gunzip."
    ),
  ]

  static let headers: [Row] = [
    Row(
      kind: "no npy", bytes: member(Array("PICKLE, NOT NUMPY".utf8)),
      message: "FILE: 'x_train' does not start as numpy's .npy does. Save it with numpy.save or numpy.savez."),
    Row(
      kind: "npy version 4", bytes: member([0x93] + Array("NUMPY".utf8) + [4, 0, 0, 0]),
      message:
        "FILE: 'x_train' has a .npy version other than 1.0, 2.0 and 3.0. Save it with numpy.save or numpy.savez."
    ),
    Row(
      kind: "endless header", bytes: member([0x93] + Array("NUMPY".utf8) + [2, 0] + little(0x7fff_ffff, 4)),
      message: "FILE: 'x_train' has a header of more than 65536 bytes. Copy or save the file again."),
    Row(
      kind: "cut header", bytes: member([0x93] + Array("NUMPY".utf8) + [1, 0, 90, 0, 0x7b]),
      message: "FILE: 'x_train' ends before its data do. The file was cut off; copy or save it again."),
    Row(
      kind: "header that is code", bytes: member(npy(dictionary: "__import__('os').system('true')")),
      message:
        "FILE: 'x_train' has a header that is no Python dictionary, from its byte 0 on. Copy or save the file again."
    ),
    Row(
      kind: "negative extent", bytes: member(npy("'<f4'", "(-2, 1)", floats([1, 2]))),
      message:
        "FILE: 'x_train' has a header that is no Python dictionary, from its byte 51 on. Copy or save the file again."
    ),
    Row(
      kind: "no shape", bytes: member(npy(dictionary: "{'descr': '<f4', 'fortran_order': False}")),
      message:
        "FILE: 'x_train' has a header in which 'shape' is wrong, missing or unknown; 'descr', 'fortran_order' and 'shape' are expected. Save the file again with numpy."
    ),
    Row(
      kind: "unknown key",
      bytes: member(npy(dictionary: "{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 'y'}")),
      message:
        "FILE: 'x_train' has a header in which 'x' is wrong, missing or unknown; 'descr', 'fortran_order' and 'shape' are expected. Save the file again with numpy."
    ),
    Row(
      kind: "complex numbers", bytes: member(npy("'<c8'", "(2, 1)", [0, 1])),
      message:
        "FILE: 'x_train' has dtype '<c8'; float16 to float64, int8 to int64, uint8 to uint64 or bool is expected. Save it with .astype(numpy.float32)."
    ),
    Row(
      kind: "structured", bytes: member(npy("[('a', '<f4'), ('b', '<i4')]", "(1,)", floats([1, 2]))),
      message:
        "FILE: 'x_train' has a structured dtype; float16 to float64, int8 to int64, uint8 to uint64 or bool is expected. Save each field as an array of its own."
    ),
    Row(
      kind: "text among arrays", bytes: member(npy("'<U3'", "(2, 1)", [0, 1])),
      message:
        "FILE: 'x_train' has dtype '<U3', text; float16 to float64, int8 to int64, uint8 to uint64 or bool is expected. Save classes as numpy.unique(labels, return_inverse=True)[1] and other values as numbers."
    ),
    Row(
      kind: "overflowing shape", bytes: member(npy("'<f4'", "(4294967296, 4294967296)", floats([1, 2]))),
      message:
        "FILE: 'x_train' has shape (4294967296, 4294967296), more than any file holds. Save the file again."),
    Row(
      kind: "shape and bytes disagree", bytes: member(npy("'<f4'", "(3, 1)", floats([1, 2]))),
      message:
        "FILE: 'x_train' has shape (3, 1) and so takes 81 bytes, header included, but 77 are there. Copy or save the file again."
    ),
    Row(
      kind: "cut npy file", file: "runs.npy", bytes: npy("'<f4'", "(2, 2)", floats([1, 2, 3])),
      targetColumns: 1,
      message:
        "FILE: the array has shape (2, 2) and so takes 85 bytes, header included, but 81 are there. Copy or save the file again."
    ),
    Row(
      kind: "unknown IDX type", file: "images", bytes: [0, 0, 9, 1, 0, 0, 0, 1, 5],
      message:
        "FILE: the array has IDX type 9; 8 (uint8), 11 (int16), 12 (int32), 13 (float32) or 14 (float64) is expected. Save it as one of these."
    ),
    Row(
      kind: "cut IDX file", file: "images", bytes: [0, 0, 8, 2, 0, 0, 0, 9, 0, 0, 0, 2, 5],
      message:
        "FILE: the array has shape (9, 2) and so takes 30 bytes, header included, but 13 are there. Copy or save the file again."
    ),
  ]
}
