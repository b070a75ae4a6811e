extension TrainingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let parameter):
      "'\(parameter)' is missing and this dataset needs it. Give it a value in the sweep file."
    case .outOfRange(let parameter, let value, let expected):
      "'\(parameter)' is '\(value)' but must be \(expected)."
    case .rowsDiffer(let part, let inputs, let targets):
      "The \(part) data has \(inputs) rows of inputs but \(targets) rows of targets. "
        + "Each input row needs its target row."
    case .columnsDiffer(let array, let train, let test):
      "The \(array) have \(train) columns in the train rows but \(test) in the test rows. They must agree."
    case .noColumns(let array):
      "The \(array) have no columns. At least one is needed."
    case .tooFewRows(let found, let needed, let purpose):
      "There are \(found) rows but \(purpose) needs at least \(needed). Raise 'samples' or give more rows."
    case .notFinite(let array, let row, let column):
      "The \(array) hold NaN or infinity at row \(row), column \(column) (counted from 0). "
        + "Remove such rows from the file."
    case .label(let row, let value, let classes):
      "The label in row \(row) (counted from 0) is \(value) but must be a whole number from 0 to \(classes - 1). "
        + "Number the classes from 0, or raise 'classes'."
    case .severalLabels(let columns):
      "There are \(columns) targets a row but a classification needs one label. Save the numbers of the classes."
    case .noWhitening(let columns):
      "The covariance of the \(columns) targets has no root: LAPACK did not converge. Set 'whiten_targets' to false."
    case .noTeacher(let rank, let width, let draws):
      "No teacher of width \(width) gave targets of rank \(rank) in \(draws) draws. "
        + "Raise 'teacher_width' or 'samples', or lower 'target_rank'."
    case .wrongShape(let layer, let found, let expected):
      "The weights of layer \(layer) are \(Self.text(found)) but this network's are \(Self.text(expected)) "
        + "(out x in)."
    case .wrongDepth(let found, let expected):
      "There are weights for \(found) layers but this network has \(expected)."
    case .missingArray(let name, let shape):
      "'\(name)' (\(Self.text(shape))) is missing. Save the whole 'state_dict' of the same network."
    case .wrongArray(let name, let found, let expected):
      "'\(name)' is \(Self.text(found)) but this network's is \(Self.text(expected)). "
        + "Save the 'state_dict' of the same network, or set its parameters to fit."
    case .unknownArray(let name):
      "'\(name)' is there and the network has no such array. Leave it out, or set the network's parameters to fit."
    case .unreadableCheckpoint(let reason):
      "The checkpoint cannot be read: \(reason). Start the trial again from its beginning."
    case .otherNetwork(let found, let expected):
      "The checkpoint is another network's or optimiser's: it holds \(Self.list(found)) numbers where this one has "
        + "\(Self.list(expected)). Start the trial again from its beginning."
    }
  }

  private static func list(_ counts: [Int]) -> String { counts.map(String.init).joined(separator: ", ") }

  private static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " x ") }
}
