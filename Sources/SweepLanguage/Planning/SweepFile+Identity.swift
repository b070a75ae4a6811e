internal import Distributions
internal import SweepModel

extension SweepFile {
  /// Names the sweep: by its trials where these are the whole question, else by what the file asks.
  ///
  /// - Parameter asked: the blocks as the file has them, before anything is drawn.
  func id(of trials: [TrialID], in grid: Grid, asked: [Block]) -> SweepID {
    var hash = ContentHash()
    hash.update(name + "\n")
    if let question = method.question {
      hash.update("\(type(of: method).name)\n\(question)\n")
      if asked.contains(where: { $0.axes.contains { $0.drawn != nil } }) {
        ask(&hash, asked, in: grid)
      } else {
        ask(&hash, in: grid)
      }
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
    askRest(&hash)
  }

  /// The same of what is drawn: distributions, and what all cells share.
  private func ask(_ hash: inout ContentHash, _ blocks: [Block], in grid: Grid) {
    for (block, drawn) in zip(blocks, grid.blocks) {
      for axis in block.axes {
        let values = axis.drawn?.description ?? axis.values.map(\.description).joined(separator: ",")
        hash.update("\(axis.parameter.name) \(values)\n")
      }
      for choice in drawn.datasets.sorted(by: { $0.written < $1.written }) {
        var shared = choice.base
        for axis in block.axes where axis.drawn != nil && axis.parameter != Parameter.dataset {
          shared.set(axis.parameter, to: nil)
        }
        hash.update(shared.canonical + "\n")
      }
    }
    askRest(&hash)
  }

  private func askRest(_ hash: inout ContentHash) {
    for block in blocks {
      for axis in block.axes {
        guard let expression = axis.expression else { continue }
        hash.update("\(axis.parameter.name) = \(Self.oneSpaced(expression.text))\n")
      }
    }
    for condition in exclude { hash.update("exclude " + Self.oneSpaced(condition.text) + "\n") }
    for index in 0..<seeds.count { hash.update("seed \(seeds[index])\n") }
  }

  private static func oneSpaced(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
