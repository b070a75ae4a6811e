internal import SweepModel

/// Rules about rows and columns.
extension [Rule] {
  /// 16 GiB of generated inputs and targets.
  private static let mostNumbers = 1 << 32

  static let data = [
    Rule([Parameter.inputs, Parameter.inputDesign]) { cell in
      guard let design = cell[.inputDesign], let columns = design.columns, let inputs = cell[.inputs],
        inputs != columns
      else { return nil }
      return "'inputs' is \(inputs), and input_design '\(design.rawValue)' has \(columns) columns. Remove it."
    },
    Rule([Parameter.samples, Parameter.inputDesign]) { cell in
      guard let design = cell[.inputDesign], let rows = design.rows, let samples = cell[.samples],
        samples > rows
      else { return nil }
      return "'samples' is \(samples), and input_design '\(design.rawValue)' has \(rows) rows. Lower it."
    },
    Rule([Parameter.targetRank, Parameter.teacherWidth, Parameter.targetDim, Parameter.inputs]) { cell in
      guard cell.spec.source == .teacher, let rank = cell[.targetRank], let columns = cell[.targetDim],
        let inputs = cell[.inputs], let width = cell[.teacherWidth], rank > Swift.min(columns, inputs, width)
      else { return nil }
      return
        "'target_rank' is \(rank), and no teacher with target_dim \(columns), inputs \(inputs) and teacher_width "
        + "\(width) has targets of a rank above \(Swift.min(columns, inputs, width))."
    },
    Rule([Parameter.samples]) { cell in
      guard let data = cell.data, let samples = cell[.samples], samples > data.trainRows else { return nil }
      return "'samples' is \(samples), and the file has \(data.trainRows) rows."
    },
    Rule([Parameter.targetColumns]) { cell in
      guard cell.hasItsRows, let data = cell.data, let targets = cell[.targetColumns],
        targets >= data.inputs + data.targets
      else { return nil }
      return
        "'target_columns' is \(targets), and the file has \(data.inputs + data.targets) columns, at least one of them an "
        + "input."
    },
    Rule([Parameter.testFraction, Parameter.samples, Parameter.dataset]) { cell in
      guard cell.hasItsColumns, let shape = cell.shape, shape.trainRows <= 0 else { return nil }
      return "'test_fraction' leaves no training row of \(shape.testRows). Lower it, or raise 'samples'."
    },
    Rule([Parameter.testFraction, Parameter.dataset]) { cell in
      guard cell.spec.measuresTestRows, cell.hasItsColumns, (cell.shape?.testRows ?? 0) <= 0 else {
        return nil
      }
      return "'rows' has 'test', and no row is held out. Give a 'test_fraction', or a file with 'x_test'."
    },
  ]

  static let dataLimits = [
    Rule([Parameter.noise]) { $0.singleFault(.noise) },
    Rule([Parameter.samples, Parameter.inputs, Parameter.targetDim]) { cell in
      guard let shape = cell.shape, let samples = cell[.samples], cell.data == nil else { return nil }
      let columns = shape.inputs + shape.targets
      guard samples > mostNumbers / columns else { return nil }
      return
        "'samples' is \(samples) rows of \(columns) columns, and a trial may have \(mostNumbers) numbers. "
        + "Lower one of them."
    },
  ]
}

extension Cell {
  fileprivate var hasItsRows: Bool { data.map { (spec[.samples] ?? 0) <= $0.trainRows } ?? true }

  fileprivate var hasItsColumns: Bool {
    hasItsRows && (data.map { (spec[.targetColumns] ?? 0) < $0.inputs + $0.targets } ?? true)
  }

  /// About a number that single precision, in which training computes, cannot tell from 0 or infinity.
  func singleFault(_ parameter: Parameter<Double>) -> String? {
    guard let value = spec[parameter], value != 0, !Float(value).isNormal else { return nil }
    return "'\(parameter.name)' is \(value.plain), which single precision cannot hold. "
      + "Give a number from 1.2e-38 to 3.4e+38."
  }

  /// About a share that single precision cannot tell from 1.
  func oneFault(_ parameter: Parameter<Double>) -> String? {
    guard let value = spec[parameter], Float(value) == 1 else { return nil }
    return "'\(parameter.name)' is \(value.plain), which is 1 in single precision. Lower it."
  }
}
