internal import LinearAlgebra
package import SweepModel

/// x -> (x - shift) / scale, for one column after the other, from the start again where there are fewer than columns.
struct PixelMap: Hashable {
  let shifts: [Double]
  let scales: [Double]

  /// - Parameters:
  ///   - channels: of an image, whose columns have them innermost.
  ///   - train: what means and deviations are taken of, as stored.
  init(_ scale: Pixels, channels: Int, train: InputTable) {
    switch scale {
    case .raw: (shifts, scales) = ([0], [1])
    case .unit: (shifts, scales) = ([0], [255])
    case .half: (shifts, scales) = ([127.5], [127.5])
    case .channel, .pixel:
      let columns = scale == .channel ? channels : train.columns
      let rows = train.rows * train.columns / columns
      let standardizer =
        switch train {
        case .numbers(let matrix): Standardizer(rows, columns, matrix.entries) { Double($0) }
        case .pixels(let table): Standardizer(rows, columns, table.bytes) { Double($0) }
        }
      (shifts, scales) = (standardizer.means, standardizer.scales)
    }
  }

  func callAsFunction(_ pixel: Float, _ group: Int) -> Float {
    Float((Double(pixel) - shifts[group]) / scales[group])
  }

  func apply(to table: inout InputTable) {
    switch table {
    case .numbers(var matrix):
      table = .numbers(Matrix(rows: 0, columns: 0, entries: []))
      let (columns, groups) = (matrix.columns, shifts.count)
      for place in matrix.entries.indices {
        matrix.entries[place] = self(matrix.entries[place], place % columns % groups)
      }
      table = .numbers(matrix)
    case .pixels(var pixels):
      pixels.apply(self)
      table = .pixels(pixels)
    }
  }
}

extension TrainingData {
  /// Scales the images of both parts by the train images.
  package mutating func scalePixels(_ scale: Pixels, channels: Int) {
    let map = PixelMap(scale, channels: channels, train: train.table)
    map.apply(to: &train.table)
    guard var test else { return }
    map.apply(to: &test.table)
    self.test = test
  }
}
