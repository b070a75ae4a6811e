import ArrayFiles
import Foundation
import Testing

/// Images with one mistake, in a file or in what is said of them, and the sentence that names it.
struct BadImages: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Of a trial, one a line; the file is `i.npz`.
  let lines: [String]
  let arrays: [NPZArray]
  let sentence: String

  private init(
    _ name: String, of lines: String = "model: resnet8\nwidth: 4\nbatch_size: 4", _ sentence: String,
    _ change: (inout [String: NPZArray]) -> Void = { _ in }
  ) {
    (testDescription, self.sentence) = (name, sentence)
    self.lines = lines.split(separator: "\n").map(String.init)
    var arrays: [String: NPZArray] = [:]
    for array in [
      Self.array("x_train", [8, 8, 6, 3]), Self.array("y_train", [8, 2]), Self.array("x_test", [4, 8, 6, 3]),
      Self.array("y_test", [4, 2]),
    ] { arrays[array.name] = array }
    change(&arrays)
    self.arrays = arrays.values.sorted { $0.name < $1.name }
  }

  private static func array(_ name: String, _ shape: [Int]) -> NPZArray {
    NPZArray(name, shape: shape, .floats((0..<shape.reduce(1, *)).map { Float($0 * 37 % 256) }))
  }

  private static func images(_ arrays: inout [String: NPZArray], _ sample: [Int]) {
    arrays["x_train"] = array("x_train", [8] + sample)
    arrays["x_test"] = array("x_test", [4] + sample)
  }

  static let all = [
    BadImages(
      "test images on their side",
      "i.npz: 'x_test' has samples of shape (6, 8, 3) and 'x_train' of (8, 6, 3). Save both with the same axes."
    ) { $0["x_test"] = array("x_test", [4, 6, 8, 3]) },
    BadImages(
      "test images with channels first",
      "i.npz: 'x_test' has samples of shape (3, 8, 6) and 'x_train' of (8, 6, 3). Save both with the same axes."
    ) { $0["x_test"] = array("x_test", [4, 3, 8, 6]) },
    BadImages(
      "channels first",
      "images of 3 x 32 x 32 look like channels first, and height x width x channels is expected. Save them with "
        + "numpy.moveaxis(x, 1, -1)."
    ) { images(&$0, [3, 32, 32]) },
    BadImages(
      "one grey channel first",
      "images of 1 x 28 x 28 look like channels first, and height x width x channels is expected. Save them with "
        + "numpy.moveaxis(x, 1, -1)."
    ) { images(&$0, [1, 28, 28]) },
    BadImages(
      "flat rows that are said to be channels first",
      of: "model: resnet8\nwidth: 4\nbatch_size: 4\nimage_shape: [3, 20, 20]",
      "images of 3 x 20 x 20 look like channels first, and height x width x channels is expected. Save them with "
        + "numpy.moveaxis(x, 1, -1)."
    ) { images(&$0, [1200]) },
    BadImages(
      "another shape than the file's",
      of: "model: resnet8\nwidth: 4\nbatch_size: 4\nimage_shape: [32, 32, 3]",
      "'image_shape' is [32, 32, 3], and the file's images are 3 x 32 x 32. Remove it, or save them in that shape."
    ) { images(&$0, [3, 32, 32]) },
    BadImages(
      "more numbers than the file's", of: "model: resnet8\nwidth: 4\nbatch_size: 4\nimage_shape: [8, 8, 3]",
      "'image_shape' [8, 8, 3] has 192 numbers, and an input has 144. Change it."),
    BadImages(
      "the largest shape", of: "model: resnet8\nwidth: 4\nbatch_size: 4\nimage_shape: [16384, 16384, 16384]",
      "'image_shape' [16384, 16384, 16384] has 4398046511104 numbers, and an input has 144. Change it."),
    BadImages(
      "a shape in words", of: "model: resnet8\nwidth: 4\nimage_shape: 8x6x3",
      "'image_shape' is '8x6x3'. Expected a list of whole numbers from 1 to 16384, such as [2, 2, 2, 2]."),
    BadImages(
      "a shape of channels alone", of: "model: resnet8\nwidth: 4\nbatch_size: 4\nimage_shape: [3]",
      "'image_shape' is [3], and three numbers are expected: height, width and channels."),
    BadImages(
      "films",
      "'model' is 'resnet', which needs images, and 'dataset' does not say what shape they have. Give 'image_shape', "
        + "such as [28, 28, 1] for height, width and channels."
    ) { images(&$0, [2, 8, 6, 3]) },
    BadImages(
      "flat rows of no shape",
      "'model' is 'resnet', which needs images, and 'dataset' does not say what shape they have. Give 'image_shape', "
        + "such as [28, 28, 1] for height, width and channels."
    ) { images(&$0, [144]) },
    BadImages("one image", "i.npz: 'x_train' has 1 row, and at least 2 are expected. Save more samples.") {
      $0["x_train"] = array("x_train", [1, 8, 6, 3])
      $0["y_train"] = array("y_train", [1, 2])
    },
    BadImages("no image", "i.npz: 'x_train' has 0 rows, and at least 2 are expected. Save more samples.") {
      $0["x_train"] = array("x_train", [0, 8, 6, 3])
      $0["y_train"] = array("y_train", [0, 2])
    },
    BadImages(
      "images without channels", "i.npz: 'x_train' has no columns. Save at least one number for each sample."
    ) { images(&$0, [8, 6, 0]) },
    BadImages(
      "a pixel that is NaN",
      "i.npz: 'x_train' is nan at row 0, column 143 (from 0), and finite numbers are expected. Drop the row or fill the "
        + "value in."
    ) {
      let pixels = (0..<8 * 144).map { $0 == 143 ? Float.nan : 1 }
      $0["x_train"] = NPZArray("x_train", shape: [8, 8, 6, 3], .floats(pixels))
    },
    BadImages(
      "images for targets",
      "i.npz: 'y_train' has shape (8, 8, 6, 3); samples, or samples x targets, is expected. Save it with "
        + ".reshape(samples, -1)."
    ) { $0["y_train"] = array("y_train", [8, 8, 6, 3]) },
    BadImages(
      "targets for images",
      "i.npz: 'x_train' has shape (8,); samples x inputs is expected. Save it with .reshape(samples, -1)."
    ) { $0["x_train"] = array("x_train", [8]) },
    BadImages(
      "more stages than halvings",
      of: "model: vgg\nstages: [[1], [1], [1], [1]]\nwidth: 2\nbatch_size: 4",
      "'stages' has 4 stages with max pooling between them, and an image of 8 x 6 has nothing left after 3 halvings. "
        + "Give fewer stages."),
    BadImages(
      "a layer beyond all memory", of: "model: resnet8\nwidth: 256\nbatch_size: 4",
      "layer 'conv1' makes 16777216 numbers of an image, and 8388608 is the limit. Lower 'width', or take smaller images."
    ) { images(&$0, [256, 256, 3]) },
    BadImages(
      "more weights than any machine holds", of: "model: resnet8\nwidth: 8192\nbatch_size: 4",
      "'width' makes 19999072258 weights, and a trial may have 2147483648. Lower it."),
    BadImages(
      "pixels of a chain", of: "depth: 2\nwidth: 4\nbatch_size: 4\npixels: unit",
      "'pixels' means nothing to model 'mlp'. Remove it, or give it in a block of its own."),
  ]
}

@Suite struct BadImageTests {
  @Test(arguments: BadImages.all)
  func `a mistake about images is one sentence, ends with 2 and starts nothing`(_ bad: BadImages) throws {
    let folder = try TemporaryFolder()
    try ArrayFile.writeNPZ(path: folder.path("i.npz"), bad.arrays)
    let lines = ["dataset: i.npz"] + bad.lines
    _ = try folder.write("s.yaml", "parameters:\n" + lines.map { "  \($0)\n" }.joined())
    _ = try folder.write("t.yaml", bad.lines.joined(separator: "\n"))
    for arguments in [["plan", "s.yaml"], ["run", "s.yaml"], ["train", "t.yaml", "--data", "i.npz"]] {
      let run = try Program.run("fathom", arguments, in: folder)
      #expect(run.status == 2 && run.output.isEmpty, "\(arguments): \(run.output)")
      #expect(run.errors.contains(bad.sentence), "\(arguments): \(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(arguments): \(run.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path(".fathom")))
  }
}
