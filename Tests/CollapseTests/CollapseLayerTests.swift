import Collapse
import Testing

/// nrc1 by layer, read off the metrics of Rangamani and Unal (2026), and the layer our criterion gives.
private let published: [(String, [Double], Int?)] = [
  ("Swimmer", [0.3366, 0.4456, 0.3573, 0.1852, 0.1748, 0.1673, 0.1651, 0.1577], 4),
  ("Hopper", [0.2325, 0.4736, 0.53, 0.2649, 0.08964, 0.09536, 0.1056, 0.1064], 4),
  ("Reacher", [0.5233, 0.6005, 0.6646, 0.5272, 0.312, 0.2401, 0.23, 0.2135], 5),
  ("SGEMM", [0.6102, 0.5404, 0.1617, 0.0101, 4.3e-5, 4.1e-5, 4.1e-5, 5.4e-5], 3),
  ("SGEMM without decay", [0.6102, 0.6939, 0.5362, 0.3358, 0.1923, 0.08533, 0.02432, 0.004133], 4),
  ("teacher of rank 2", [0.8392, 0.6614, 0.043, 0.005, 0.0015, 8e-4, 8e-4, 9e-4, 1e-3, 4e-4], 3),
  ("teacher of rank 10", [0.7331, 0.7489, 0.5306, 0.1646, 0.0352, 0.0403, 0.0437, 0.0438, 0.0406, 0.035], 4),
  (
    "Carla",
    [
      0.2435, 0.0983, 0.2744, 1.6e-5, 0.3014, 0.3867, 0.438, 0.1842, 0.44, 0.597, 0.3153, 0.2846, 0.3312,
      0.1239,
      0.1328, 0.1654, 0.1016,
    ], 14
  ),
  (
    "Carla without decay",
    [
      0.03989, 0.08719, 0.09445, 0.1249, 0.08965, 0.1288, 0.1219, 0.1146, 0.08591, 0.118, 0.09042, 0.07995,
      0.05622, 0.09617, 0.2623, 0.1717, 0.4767,
    ], nil
  ),
]

@Test(arguments: published.indices)
func `the collapse layer of a published curve`(_ index: Int) {
  let (name, residuals, layer) = published[index]
  #expect(CollapseLayer.first(nrc1: residuals) == layer, "\(name)")
}

@Test(arguments: [
  ([0.8, 0.4, 0.5, 0.1], 4), ([0.8, 0.4, 0.4], 2), ([0.8, 0.1, 0.1, 0.41], nil), ([0.3], nil), ([], nil),
  ([0.8, nil, 0.1], 3), ([0.8, 0.1, nil], nil), ([nil, nil], nil), ([0, 0, 0], 1), ([1e-4, 2e-4], 1),
])
func `all later layers must stay at half the peak`(_ residuals: [Double?], _ layer: Int?) {
  #expect(CollapseLayer.first(nrc1: residuals) == layer)
}

@Test func `a trivial trial has no collapse layer`() {
  #expect(CollapseLayer.first(nrc1: [0.8, 0.1], trivial: true) == nil)
}

/// Three layers whose noise falls as in a collapsed net, with what each of the other conditions sees.
private func first(start: [Double?]? = nil, nrc4: [Double?]? = nil, network: Double = 0.1) -> Int? {
  CollapseLayer.first(
    nrc1: [0.8, 0.2, 0.1], start: start, fit: nrc4.map { .init(layers: $0, network: network, variance: 2) })
}

@Test(
  arguments: [
    ([0.8, 0.8, 0.8], 2), ([0.8, 0.4, 0.2], 2), ([0.8, 0.39, 0.2], 3), ([0.8, 0.2, 0.1], nil),
    ([0.8, 0.8, nil], nil), ([0.8, 0.8], nil), ([], nil),
  ] as [([Double?], Int?)])
func `noise must have fallen to half of what it was before training`(start: [Double?], layer: Int?) {
  #expect(first(start: start) == layer)
}

@Test(
  arguments: [
    ([0.9, 0.2, 0.1], 0.1, 2), ([0.9, 0.1999, 0.1001], 0.1, 2), ([0.9, 0.201, 0.1], 0.1, 3),
    ([0.9, 0.2, 0.1], 0.5, nil), ([0.05, 0.05, 0.05], 1.9, nil), ([nil, nil, 0.1], 0.1, 3),
    ([0.9, 0.1, nil], 0.1, nil),
  ] as [([Double?], Double, Int?)])
func `features must tell the targets as well as the network does`(
  nrc4: [Double?], network: Double, layer: Int?
) {
  #expect(first(nrc4: nrc4, network: network) == layer)
}

@Test func `noise that rounding alone makes passes, whatever it was before`() {
  #expect(CollapseLayer.first(nrc1: [0.8, 1e-3, 1e-9], start: [0.8, 1e-3, 0]) == 2)
}

@Test func `noise counts as none up to 0.001 and no further`() {
  #expect(CollapseLayer.first(nrc1: [0.001, 0.001]) == 1)
  #expect(CollapseLayer.first(nrc1: [0.002, 0.0011]) == nil)
}

@Test func `a branch that decay switched off is no collapse where layers are added`() {
  let (noise, start): ([Double?], [Double?]) = ([0.4, 0.0, 0.02, 0.01], [0.5, 0.5, 0.5, 0.5])
  func first(_ alignment: [Double?]?) -> Int? {
    CollapseLayer.first(nrc1: noise, start: start, alignment: alignment)
  }
  #expect(first(nil) == 2)
  #expect(first([0.1, 0.15, 0.9, 0.95]) == 3)
  #expect(first([0.1, 0.4, 0.9, 0.95]) == 2)
  #expect(first([0.1, 0.9, 0.9, 0.39]) == nil)
  #expect(first([0.1, 0.9, nil, 0.9]) == 4)
  #expect(first([0.1, 0.9]) == nil)
}
