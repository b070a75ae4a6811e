import SweepLanguage
import SweepModel
import SweepText

/// Plans a text as the file `sweeps/a.yaml`, beside which lie `swimmer.npz` (10,000 + 2,000 rows, 8 -> 2),
/// `copy.npz` (the same bytes), files with labels (below), `bare.npz` (1,000 rows, no test rows, 8 -> 2) and `table.csv` (500 rows, 10 columns).
func plan(_ text: String) throws(SweepProblems) -> SweepPlan {
  try SweepPlan.plan(text: text, path: "sweeps/a.yaml", data: laboratoryData)
}

func laboratoryData(_ path: String, header: Bool? = nil) throws -> DataFacts {
  let swimmer = DataID(high: 1, low: 2)
  switch path {
  case "sweeps/swimmer.npz", "sweeps/copy.npz":
    return DataFacts(
      id: swimmer, path: "/data/" + path, trainRows: 10_000, testRows: 2000, inputs: 8, targets: 2)
  case "sweeps/bare.npz":
    return DataFacts(
      id: DataID(high: 3, low: 4), path: "/data/" + path, trainRows: 1000, testRows: nil, inputs: 8,
      targets: 2)
  case "sweeps/table.csv":
    return DataFacts(
      id: DataID(high: 5, low: 6), path: "/data/" + path, trainRows: 500, testRows: nil, inputs: 9, targets: 1
    )
  case "sweeps/labels.npz":
    // Rows 0, 1, 2, 0, 1, 2, …, the last of which is the only one of class 3.
    return DataFacts(
      id: DataID(high: 7, low: 8), path: "/data/" + path, trainRows: 100, testRows: 10, inputs: 8, targets: 1,
      labels: LabelFacts(columns: 1, train: (0..<99).map { Float($0 % 3) } + [3], test: [0, 1]))
  case "sweeps/fractions.npz":
    return DataFacts(
      id: DataID(high: 9, low: 8), path: "/data/" + path, trainRows: 3, testRows: nil, inputs: 8, targets: 1,
      labels: LabelFacts(columns: 1, train: [0, 1, 0.5], test: []))
  case "sweeps/negative.npz":
    return DataFacts(
      id: DataID(high: 9, low: 9), path: "/data/" + path, trainRows: 2, testRows: 1, inputs: 8, targets: 1,
      labels: LabelFacts(columns: 1, train: [0, 1], test: [-1]))
  case "sweeps/same.npz":
    return DataFacts(
      id: DataID(high: 9, low: 10), path: "/data/" + path, trainRows: 3, testRows: nil, inputs: 8, targets: 1,
      labels: LabelFacts(columns: 1, train: [0, 0, 0], test: []))
  case "sweeps/onehot.npz":
    return DataFacts(
      id: DataID(high: 9, low: 11), path: "/data/" + path, trainRows: 3, testRows: nil, inputs: 8, targets: 2,
      labels: LabelFacts(columns: 2, train: [0, 1, 1, 0, 0, 1], test: []))
  case "sweeps/images.npz":
    return DataFacts(
      id: DataID(high: 9, low: 12), path: "/data/" + path, trainRows: 50, testRows: nil, inputs: 72,
      targets: 1,
      imageShape: [4, 6, 3])
  default: throw NoSuchFile(path: path)
  }
}

struct NoSuchFile: Error, CustomStringConvertible {
  let path: String
  var description: String { "there is no file '\(path)'." }
}
