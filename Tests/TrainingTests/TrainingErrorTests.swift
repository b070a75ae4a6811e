import Datasets
import SweepModel
import Testing
import Training

struct TrainingErrorTests {
  @Test func `an experiment that trains no network is refused with what it lacks`() throws {
    let data = try TrainingData.teacher(trial())
    let error = #expect(throws: TrainingError.self) {
      try TrainingPlan(trial(["experiment": "ufm"]), data: data)
    }
    #expect(
      error?.description
        == "'schedule' is missing and this dataset needs it. Give it a value in the sweep file.")
  }

  @Test(
    arguments: [
      (
        ["optimizer": "lbfgs", "batch_size": 32],
        "'batch_size' is '32' but must be 'full' with lbfgs."
      ),
      (
        ["normalization": "batch", "batch_size": 1],
        "'batch_size' is '1' but must be such that no batch has one row alone, which has no variance to normalise with."
      ),
      (
        ["normalization": "batch", "batch_size": 53],
        "'batch_size' is '53' but must be such that no batch has one row alone, which has no variance to normalise with."
      ),
    ] as [([String: any Sendable], String)])
  func `a batch that cannot be trained on is refused`(change: [String: any Sendable], sentence: String) throws
  {
    let data = try TrainingData.teacher(trial())
    let error = #expect(throws: TrainingError.self) { try TrainingPlan(trial(change), data: data) }
    #expect(error?.description == sentence)
  }

  @Test func `a batch beyond the train rows is refused`() throws {
    let data = try TrainingData.teacher(trial())
    let error = #expect(throws: TrainingError.self) {
      try TrainingPlan(trial(["batch_size": 161]), data: data)
    }
    #expect(error?.description == "'batch_size' is '161' but must be from 1 to 160 or 'full'.")
  }

  @Test(
    arguments: [
      (
        TrainingError.missing(parameter: "inputs"),
        "'inputs' is missing and this dataset needs it. Give it a value in the sweep file."
      ),
      (
        .rowsDiffer(part: "test", inputs: 3, targets: 2),
        "The test data has 3 rows of inputs but 2 rows of targets. Each input row needs its target row."
      ),
      (
        .columnsDiffer(array: "targets", train: 3, test: 2),
        "The targets have 3 columns in the train rows but 2 in the test rows. They must agree."
      ),
      (.noColumns(array: "inputs"), "The inputs have no columns. At least one is needed."),
      (
        .tooFewRows(found: 3, needed: 4, purpose: "'samples'"),
        "There are 3 rows but 'samples' needs at least 4. Raise 'samples' or give more rows."
      ),
      (
        .notFinite(array: "train inputs", row: 2, column: 0),
        "The train inputs hold NaN or infinity at row 2, column 0 (counted from 0). Remove such rows from the file."
      ),
      (
        .label(row: 3, value: "1.5", classes: 4),
        "The label in row 3 (counted from 0) is 1.5 but must be a whole number from 0 to 3. "
          + "Number the classes from 0, or raise 'classes'."
      ),
      (
        .severalLabels(columns: 2),
        "There are 2 targets a row but a classification needs one label. Save the numbers of the classes."
      ),
      (
        .noTeacher(rank: 4, width: 4, draws: 100),
        "No teacher of width 4 gave targets of rank 4 in 100 draws. "
          + "Raise 'teacher_width' or 'samples', or lower 'target_rank'."
      ),
      (
        .wrongShape(layer: 2, found: [3, 4], expected: [4, 4]),
        "The weights of layer 2 are 3 x 4 but this network's are 4 x 4 (out x in)."
      ),
      (.wrongDepth(found: 3, expected: 4), "There are weights for 3 layers but this network has 4."),
      (
        .unreadableCheckpoint("it was cut off or altered"),
        "The checkpoint cannot be read: it was cut off or altered. Start the trial again from its beginning."
      ),
      (
        .otherNetwork(found: [3, 3, 0], expected: [4, 4, 0]),
        "The checkpoint is another network's or optimiser's: it holds 3, 3, 0 numbers where this one has 4, 4, 0. "
          + "Start the trial again from its beginning."
      ),
    ] as [(TrainingError, String)])
  func `every error is a sentence with its facts`(error: TrainingError, sentence: String) {
    #expect(error.description == sentence)
  }
}
