internal import Findings
internal import SweepModel

/// Curves read off the vector graphics of P1's metrics, layer 1 first; good to about 0.3 % of an axis.
extension LayerCurves {
  static let swimmer = LayerCurves(
    [
      .nrc1: [0.3366, 0.4456, 0.3573, 0.1852, 0.1748, 0.1673, 0.1651, 0.1577],
      .nrc2: [0.2899, 0.3728, 0.5457, 0.5881, 0.6444, 0.683, 0.7248, 0.7654],
      .nrc3: [0.402, 0.2068, 0.5861, 0.842, 0.8435, 0.7968, 0.7768, 0.8388],
      .nrc4: [0.4135, 0.1117, 0.1099, 0.1304, 0.1377, 0.1361, 0.138, 0.1367],
    ], trainLoss: 0.1356)

  static let hopper = LayerCurves(
    [
      .nrc1: [0.2325, 0.4736, 0.53, 0.2649, 0.08964, 0.09536, 0.1056, 0.1064],
      .nrc2: [0.2969, 0.3942, 0.5638, 0.812, 0.8469, 0.8548, 0.8676, 0.89],
      .nrc3: [0.18, 0.3688, 0.3891, 0.5949, 0.7275, 0.8477, 0.898, 0.9252],
      .nrc4: [0.4705, 0.1409, 0.09854, 0.09016, 0.09191, 0.09154, 0.09132, 0.09105],
    ], trainLoss: 0.09126)

  static let reacher = LayerCurves(
    [
      .nrc1: [0.5233, 0.6005, 0.6646, 0.5272, 0.312, 0.2401, 0.23, 0.2135],
      .nrc2: [0.2381, 0.2321, 0.476, 0.7627, 0.7998, 0.8232, 0.8313, 0.8537],
      .nrc3: [0.283, 0.1327, 0.4089, 0.6074, 0.7091, 0.7916, 0.8368, 0.8552],
      .nrc4: [0.4586, 0.03142, 0.02613, 0.02385, 0.02431, 0.02588, 0.02683, 0.02731],
    ], trainLoss: 0.02841)

  static let teacher = LayerCurves(
    [
      .covarianceStableRank: [16.83, 2.568, 1.601, 1.751, 1.677, 1.392, 1.298, 1.295, 1.345, 1.446],
      .nrc3Rank: PaperCurves.teacherAlignment(.good),
      .noiseAlignment: [
        0.8742, 0.1876, 0.2018, 0.1874, 0.134, 0.09804, 0.08774, 0.09718, 0.175, 0.1476,
      ],
    ], targetRank: 1.492)

  static let nonlinear = LayerCurves([
    .nrc2: [0.2474, 0.3279, 0.4603, 0.3051, 0.3554, 0.4723, 0.5883, 0.6964, 0.8009, 0.9072],
    .nrc3: [0.4302, 0.813, 0.1885, 0.6005, 0.8478, 0.8646, 0.8821, 0.8967, 0.8996, 0.8815],
    .nrc4: [
      0.03804, 0.008552, 0.000931, 0.0008278, 0.001076, 0.001617, 0.001617, 0.001615, 0.001611, 0.001519,
    ],
    .weightStableRank: [13.3, 31.69, 9.735, 8.643, 8.723, 8.748, 8.728, 8.636, 8.387, 4.259],
  ])
}

enum PaperCurves {
  /// The decays of P1's figure 4 by its words.
  enum Decay {
    case zero, low, good, high

    /// What stands here for the paper's word, of which it gives one value (high is 1e-3).
    init?(_ weightDecay: Double) {
      switch weightDecay {
      case 0: self = .zero
      case 3e-4: self = .low
      case 2e-3: self = .good
      case 5e-3: self = .high
      default: return nil
      }
    }
  }

  /// nrc1 of figure 3; its caption says rank 2, its first value shows that three directions were taken.
  static let teacherNoise = [
    0.8392, 0.6614, 0.04307, 0.005002, 0.001504, 0.0008225, 0.0007679, 0.0009265, 0.001052, 0.0003803,
  ]

  static func teacherAlignment(_ decay: Decay) -> [Double] {
    switch decay {
    case .zero: [0.4027, 0.6372, 0.6841, 0.4457, 0.4738, 0.5172, 0.5479, 0.5258, 0.5117, 0.7841]
    case .low: [0.4085, 0.6905, 0.7621, 0.6745, 0.6825, 0.7602, 0.7486, 0.7471, 0.7333, 0.8583]
    case .good: [0.4347, 0.9821, 0.9784, 0.9822, 0.991, 0.9952, 0.996, 0.9945, 0.9737, 0.984]
    case .high: [0.4352, 0.9995, 1, 0.9929, 0.677, 0.6676, 0.6727, 0.6995, 1, 0.9938]
    }
  }

  /// Mean nrc3 of layers 4 to 10 of one decay less that of another.
  static func alignment(_ high: Decay, over low: Decay) -> Double? {
    guard let upper = mean(Array(teacherAlignment(high)[3...])),
      let lower = mean(Array(teacherAlignment(low)[3...]))
    else { return nil }
    return upper - lower
  }
}
