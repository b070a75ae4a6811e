import ArrayFiles
import Foundation
import Testing

/// A file of arrays with one mistake, and the sentence that names it.
struct BadArrays: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let arrays: [NPZArray]
  let sentence: String

  private init(_ name: String, _ sentence: String, _ change: (inout [String: NPZArray]) -> Void) {
    (testDescription, self.sentence) = (name, sentence)
    var arrays: [String: NPZArray] = [:]
    for array in [
      NPZArray("H1", shape: [4, 3], .floats([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 0, 2])),
      NPZArray("W1", shape: [2, 3], .floats([1, 0, 2, 0, 1, 1])),
      NPZArray("H2", shape: [4, 2], .doubles([1, 2, 3, 4, 0, 1, 1, 1])),
      NPZArray("Y", shape: [4, 2], .floats([1, 0, 0, 1, 1, 1, 2, 3])),
    ] { arrays[array.name] = array }
    change(&arrays)
    self.arrays = arrays.values.sorted { $0.name < $1.name }
  }

  private static func zeros(_ name: String, _ shape: [Int]) -> NPZArray {
    NPZArray(name, shape: shape, .floats(Array(repeating: 0, count: shape.reduce(1, *))))
  }

  static let all = [
    BadArrays(
      "no features",
      "n.npz: 'H1' is missing; the file holds 'Y', 'x'. Expected 'H1', 'H2', … (samples x features), what enters "
        + "each linear map. Save them with numpy.savez(file, H1=…, W1=…, Y=…)."
    ) { $0 = ["Y": zeros("Y", [4]), "x": zeros("x", [4])] },
    BadArrays(
      "counted from zero",
      "n.npz: 'H0' counts from 0. Expected 'H1' for what enters the first linear map. Number the arrays from 1."
    ) { $0["H0"] = zeros("H0", [4, 3]) },
    BadArrays(
      "a gap",
      "n.npz: 'H3' is missing and 'H4' is there. Expected layers without a gap. Save 'H3', or number the others from "
        + "1 without it."
    ) { $0["H4"] = zeros("H4", [4, 3]) },
    BadArrays(
      "weights without features",
      "n.npz: 'W3' is there and 'H3' is missing. Expected both of a layer. Save 'H3', or leave 'W3' out."
    ) { $0["W3"] = zeros("W3", [1, 2]) },
    BadArrays(
      "a bias without weights",
      "n.npz: 'b2' is there and 'W2' is missing. Expected both of a layer. Save 'W2', or leave 'b2' out."
    ) { $0["b2"] = zeros("b2", [2]) },
    BadArrays(
      "images",
      "n.npz: 'H1' has shape (4, 1, 3). Expected samples x features. Save it with .reshape(samples, -1)."
    ) { $0["H1"] = zeros("H1", [4, 1, 3]) },
    BadArrays(
      "kernels",
      "n.npz: 'W1' has shape (2, 3, 1). Expected outputs x inputs. Save it with .reshape(outputs, -1)."
    ) { $0["W1"] = zeros("W1", [2, 3, 1]) },
    BadArrays(
      "transposed weights",
      "n.npz: 'W1' has shape (3, 2) and 'H1' has 3 columns. Expected outputs x inputs with 3 inputs. Save it as "
        + "'W1.T', made contiguous."
    ) { $0["W1"] = zeros("W1", [3, 2]) },
    BadArrays(
      "weights of another layer",
      "n.npz: 'W1' has shape (2, 5) and 'H1' has 3 columns. Expected outputs x inputs with 3 inputs. Save what enters "
        + "this map as 'H1'."
    ) { $0["W1"] = zeros("W1", [2, 5]) },
    BadArrays(
      "a bias of another length",
      "n.npz: 'b1' has shape (3,) and 'W1' has 2 rows. Expected (2,). Save the bias of the same layer."
    ) { $0["b1"] = zeros("b1", [3]) },
    BadArrays(
      "another number of samples",
      "n.npz: 'H2' has 3 rows and 'H1' has 4. Expected one row a sample in both. Record the same samples for all "
        + "arrays."
    ) { $0["H2"] = zeros("H2", [3, 2]) },
    BadArrays(
      "fewer targets",
      "n.npz: 'Y' has 3 rows and 'H1' has 4. Expected one row a sample in both. Record the same samples for all arrays."
    ) { $0["Y"] = zeros("Y", [3, 2]) },
    BadArrays(
      "no targets",
      "n.npz: 'Y' and 'labels' are missing; the file holds 'H1', 'H2', 'W1'. Expected 'Y' (samples x targets) or "
        + "'labels' (samples). Save one of them."
    ) { $0["Y"] = nil },
    BadArrays(
      "targets with three axes",
      "n.npz: 'Y' has shape (4, 2, 1). Expected samples x targets. Save it with .reshape(samples, -1)."
    ) { $0["Y"] = zeros("Y", [4, 2, 1]) },
    BadArrays(
      "one-hot labels",
      "n.npz: 'labels' has shape (4, 2). Expected one whole number a sample. Save the numbers of the classes, such as "
        + "onehot.argmax(1)."
    ) { $0["labels"] = zeros("labels", [4, 2]) },
    BadArrays(
      "labels that are a table of one row",
      "n.npz: 'labels' has shape (1, 4). Expected one whole number a sample. Save it with .reshape(-1)."
    ) {
      $0["labels"] = zeros("labels", [1, 4]); $0["H1"] = zeros("H1", [1, 3]); $0["H2"] = nil; $0["Y"] = nil
    },
    BadArrays(
      "labels of three axes",
      "n.npz: 'labels' has shape (4, 1, 1). Expected one whole number a sample. Save it with .reshape(-1)."
    ) { $0["labels"] = zeros("labels", [4, 1, 1]) },
    BadArrays(
      "a label that is missing",
      "n.npz: 'labels' holds nan at entry 3 (from 0), and whole numbers are expected. Save it with "
        + ".astype(numpy.int64)."
    ) { $0["labels"] = NPZArray("labels", shape: [4, 1], .doubles([0, 1, 1, .nan])) },
    BadArrays(
      "labels that are not whole",
      "n.npz: 'labels' holds 0.5 at entry 1 (from 0), and whole numbers are expected. Save it with "
        + ".astype(numpy.int64)."
    ) { $0["labels"] = NPZArray("labels", shape: [4], .floats([0, 0.5, 1, 1])) },
    BadArrays(
      "a decay that is a list",
      "n.npz: 'weight_decay' has shape (2,). Expected one number. Save it as numpy.float64(1e-3)."
    ) { $0["weight_decay"] = NPZArray("weight_decay", shape: [2], .doubles([1, 2])) },
    BadArrays(
      "a negative decay",
      "n.npz: 'weight_decay' is -0.5. Expected a number of 0 or more. Give the decay of the training, or leave it out."
    ) { $0["weight_decay"] = NPZArray("weight_decay", shape: [], .doubles([-0.5])) },
    BadArrays(
      "a rank that is a list",
      "n.npz: 'target_rank' has shape (2,). Expected one whole number. Save it as numpy.int64(2)."
    ) { $0["target_rank"] = NPZArray("target_rank", shape: [2], .integers([1, 2])) },
    BadArrays(
      "a rank above the targets",
      "n.npz: 'target_rank' is 3. Expected a whole number from 1 to 2, the columns of 'Y'. Give the rank that the "
        + "targets have, or leave it out."
    ) { $0["target_rank"] = NPZArray("target_rank", shape: [], .integers([3])) },
    BadArrays(
      "NaN in features",
      "n.npz: 'H2' holds 'nan' in row 1, column 0 (the first is 0). Expected a finite number within single precision. "
        + "Remove or replace that sample, or measure an earlier epoch."
    ) { $0["H2"] = NPZArray("H2", shape: [4, 2], .doubles([1, 2, .nan, 4, 0, 1, 1, 1])) },
    BadArrays(
      "infinity in weights",
      "n.npz: 'W1' holds '-inf' in row 1, column 2 (the first is 0). Expected a finite number within single precision. "
        + "Remove or replace that sample, or measure an earlier epoch."
    ) { $0["W1"] = NPZArray("W1", shape: [2, 3], .floats([1, 0, 2, 0, 1, -.infinity])) },
    BadArrays(
      "NaN in targets",
      "n.npz: 'Y' holds 'nan' in row 3, column 1 (the first is 0). Expected a finite number within single precision. "
        + "Remove or replace that sample, or measure an earlier epoch."
    ) { $0["Y"] = NPZArray("Y", shape: [4, 2], .floats([1, 0, 0, 1, 1, 1, 2, .nan])) },
  ]
}

@Suite struct BadArrayTests {
  @Test(arguments: BadArrays.all)
  func `a mistake in the arrays is one sentence and ends with 2`(_ bad: BadArrays) throws {
    let folder = try TemporaryFolder()
    try ArrayFile.writeNPZ(path: folder.path("n.npz"), bad.arrays)
    let run = try Program.run("fathom", ["measure", "n.npz", "--metrics", "nrc"], in: folder)
    #expect(run.errors == bad.sentence + "\n")
    #expect(run.status == 2 && run.output.isEmpty)
  }

  @Test func `all mistakes of shape are told at once, and as JSON where that is asked for`() throws {
    let folder = try TemporaryFolder()
    try ArrayFile.writeNPZ(
      path: folder.path("n.npz"),
      [
        NPZArray("H1", shape: [2, 2], .floats([1, 2, 3, 4])),
        NPZArray("W1", shape: [1, 3], .floats([1, 2, 3])),
        NPZArray("labels", shape: [3], .integers([0, 1, 0])),
      ])
    let run = try Program.run("fathom", ["measure", "n.npz", "--format", "json"], in: folder)
    #expect(run.status == 2)
    #expect(run.errors.split(separator: "\n").count == 2)
    #expect((try run.json()["errors"] as? [String])?.count == 2)
  }

  @Test(arguments: [
    ("gone.npz", "Cannot open 'gone.npz': No such file or directory. Check the path."),
    ("text.npz", "text.npz: the file is text, and named arrays are expected. Save them with numpy.savez."),
  ])
  func `a file that is no archive is said to be none`(_ name: String, _ sentence: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("text.npz", "1,2\n3,4\n")
    let run = try Program.run("fathom", ["measure", name], in: folder)
    #expect(run.status == 2)
    #expect(run.errors == sentence + "\n")
  }
}
