internal import LinearAlgebra
internal import SweepModel

/// The settings that a tunable product of two matrices on a graphics card allows: every combination of its 14 parameters
/// that meets the kernel's divisibility rules, 241,600 in all.
///
/// Columns: MWG, NWG, KWG, MDIMC, NDIMC, MDIMA, NDIMB, KWI, VWM, VWN, STRM, STRN, SA, SB.
///
/// - Source: the inputs of the SGEMM product data set (UCI, 10.24432/C5MK70), which are all that its rules allow.
package enum SGEMMDesign {
  /// Sizes of tiles, work groups and vectors; each row has 14 columns.
  package static let rows: [Float] = {
    var rows: [Float] = []
    for kwg in [16, 32] {
      for group in groups(depth: kwg) {
        for m in tiles(group.mdimc, group.mdima) {
          for n in tiles(group.ndimc, group.ndimb) {
            let sizes = [m.tile, n.tile, kwg, group.mdimc, group.ndimc, group.mdima, group.ndimb]
            for flags in 0..<32 {
              let rest = [flags < 16 ? 2 : 8, m.vector, n.vector] + (0..<4).map { flags >> $0 & 1 }
              rows += (sizes + rest).map(Float.init)
            }
          }
        }
      }
    }
    return rows
  }()

  private typealias Group = (mdimc: Int, ndimc: Int, mdima: Int, ndimb: Int)
  private static let sizes = [8, 16, 32]

  /// The shapes of work groups whose threads divide the tile of depth `kwg` among them.
  private static func groups(depth kwg: Int) -> [Group] {
    var found: [Group] = []
    for mdimc in sizes {
      for ndimc in sizes {
        func divides(_ size: Int) -> Bool {
          let threads = mdimc * ndimc
          return threads % size == 0 && kwg % (threads / size) == 0
        }
        for mdima in sizes where divides(mdima) {
          for ndimb in sizes where divides(ndimb) { found.append((mdimc, ndimc, mdima, ndimb)) }
        }
      }
    }
    return found
  }

  /// Tiles with the vector widths that share them evenly among the threads of both shapes.
  private static func tiles(_ compute: Int, _ load: Int) -> [(tile: Int, vector: Int)] {
    [16, 32, 64, 128].flatMap { tile in
      [1, 2, 4, 8].filter { tile % (compute * $0) == 0 && tile % (load * $0) == 0 }.map { (tile, $0) }
    }
  }

  /// `count` of the rows in random order, none twice; `scaled` are the same with each column of the whole design at mean 0
  /// and deviation 1. Both are count x 14.
  static func draw(_ count: Int, _ stream: inout RandomStream) -> (seen: [Float], rows: [Double]) {
    let columns = 14
    var order = (0..<Int32(rows.count / columns)).map { $0 }
    stream.shuffle(&order)
    let all = Standardizer(Matrix(rows: order.count, columns: columns, entries: rows))
    var drawn: [Float] = []
    var scaled: [Double] = []
    for row in order.prefix(count) {
      for column in 0..<columns {
        let value = rows[Int(row) * columns + column]
        drawn.append(value)
        scaled.append((Double(value) - all.means[column]) / all.scales[column])
      }
    }
    return (drawn, scaled)
  }
}
