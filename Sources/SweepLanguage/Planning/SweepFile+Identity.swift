internal import SweepModel

extension SweepFile {
  /// Names the sweep: by its trials where these are the whole question, else by what the file asks.
  func id(of trials: [TrialID], in grid: Grid) -> SweepID {
    var hash = ContentHash()
    hash.update(name + "\n")
    if let question = method.question {
      hash.update("\(type(of: method).name)\n\(question)\n")
      ask(&hash, in: grid)
    } else {
      for id in trials { hash.update(id.description) }
    }
    return hash.finish()
  }

  /// What there is to choose from: the values of each block's axes, what its cells share on each of its data, conditions
  /// and seeds. Limits and the file's spelling of values are not in it.
  private func ask(_ hash: inout ContentHash, in grid: Grid) {
    for block in grid.blocks {
      for axis in block.axes {
        hash.update("\(axis.parameter.name) \(axis.values.map(\.description).joined(separator: ","))\n")
      }
      for place in block.datasets.indices {
        hash.update(block.spec(place * block.datasetStride).canonical + "\n")
      }
    }
    for condition in exclude {
      hash.update(
        "exclude " + condition.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") + "\n")
    }
    for index in 0..<seeds.count { hash.update("seed \(seeds[index])\n") }
  }
}
