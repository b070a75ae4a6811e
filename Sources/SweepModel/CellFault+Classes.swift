extension CellFault {
  /// Sentences about classes.
  var classesDescription: String {
    switch self {
    case .crossEntropyWithoutClasses(let experiment):
      "'loss' is 'cross_entropy', which needs classes, and 'experiment' is '\(experiment.rawValue)'. Choose 'mse' or 'half_mse', "
        + "or write 'experiment: classification'."
    case .codingWithCrossEntropy(let coding):
      "'label_coding' is '\(coding)', which means nothing to loss 'cross_entropy'. Remove it, or choose loss 'mse'."
    case .agopWithNormalization(let kind):
      "'metrics' has 'agop', which is for nets without normalization, and 'normalization' is '\(kind)'. "
        + "Remove one of them."
    case .noLabels(let labels): labels.fault
    case .oneClass:
      "every label of 'dataset' is 0, and a classification needs two classes. Number the classes from 0, or choose "
        + "another file."
    case .labelsBeyond(let classes, let largest):
      "'classes' is \(classes), and the file has labels up to \(largest). Give \(largest + 1), or remove it."
    case .missingClass(let missing, let classes, let trainRows):
      "none of \(trainRows) training rows is of class \(missing), and there are \(classes) classes. "
        + "Raise 'samples', lower 'test_fraction', or number the classes without a gap."
    default: ""
    }
  }
}

extension LabelFacts {
  /// Why there are no classes; empty where there are.
  fileprivate var fault: String {
    switch self {
    case .classes: ""
    case .severalColumns(let columns):
      "'dataset' has \(columns) targets a row, and a classification needs one label. "
        + "Save the numbers of the classes, such as onehot.argmax(1)."
    case .notALabel(let rows, let row, let value):
      "'dataset' has the label \(value) in \(rows) row \(row) (from 0). Expected a whole number from 0 to "
        + "\(Self.most). Number the classes from 0."
    }
  }
}
