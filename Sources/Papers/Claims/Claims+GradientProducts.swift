internal import Findings
internal import Foundation
internal import SweepModel

/// Average gradient outer products and the singular structure of classifiers.
extension Claim {
  static let gradientProducts: [Claim] = [
    deepMachine(on: "clusters", "p2-deep-rfm", "ReLU", .relu),
    deepMachine(on: "clusters", "p2-deep-rfm", "cosine", .cosine),
    deepMachine(on: "Fashion-MNIST", "p2-deep-rfm-fashion", "ReLU", .relu),
    singularStructure(on: "clusters", "p2-clusters"), gradientProduct(on: "clusters", "p2-clusters"),
    singularStructure(on: "Fashion-MNIST", "p2-fashion"), gradientProduct(on: "Fashion-MNIST", "p2-fashion"),
  ]

  private static func singularStructure(on data: String, _ sweep: String) -> Claim {
    Claim(
      paper: .p2, figure: "singular structure, network of 6 layers on \(data)",
      statement:
        "A layer's right singular vectors and values take most of the scatter within classes away, and not the "
        + "nonlinearity with the left ones.",
      criterion:
        "Over layers 3 to 5, the median of ln(nc1 / nc1_right) is above 0, and that of ln(nc1_right / nc1_left) is at "
        + "most half of it.",
      sweep: sweep,
      checks: [
        .curve("median ln(nc1 / nc1_right)", .above(0)) { drops($0)?.right },
        .curve("median ln(nc1_right / nc1_left) over it", .atMost(0.5)) { curves in
          drops(curves).flatMap { $0.right > 0 ? $0.left / $0.right : nil }
        },
      ],
      series: .of(["nc1": .nc1, "nc1_right": .nc1Right, "nc1_left": .nc1Left]))
  }

  private static func drops(_ curves: LayerCurves) -> (right: Double, left: Double)? {
    let layers = 3...max(3, curves.depth - 1)
    guard let before = curves.values(.nc1, layers), let right = curves.values(.nc1Right, layers),
      let left = curves.values(.nc1Left, layers),
      let first = median(zip(before, right).map { log($0 / $1) }),
      let second = median(zip(right, left).map { log($0 / $1) })
    else { return nil }
    return (first, second)
  }

  private static func gradientProduct(on data: String, _ sweep: String) -> Claim {
    Claim(
      paper: .p2, figure: "weights and AGOP, network of 6 layers on \(data)",
      statement: "A layer's W'W is highly correlated with the root of its average gradient outer product.",
      criterion:
        "The mean over all layers but the last of agop_correlation is above 0.8 after training. In the last layer both "
        + "matrices are of W'W, so that it shows nothing.",
      sweep: sweep,
      checks: [
        .curve("mean agop_correlation", .above(0.8)) { curves in
          curves.depth < 2 ? nil : curves.values(.agopCorrelation, 1...curves.depth - 1).flatMap(mean)
        }
      ],
      series: .of(["agop_correlation": .agopCorrelation]))
  }

  private static func deepMachine(on data: String, _ sweep: String, _ name: String, _ map: FeatureMap)
    -> Claim
  {
    let projected: Selection = { $0[.featureMap] == map && $0[.projection] == .agop }
    let random: Selection = { $0[.featureMap] == map && $0[.projection] == Projection.none }
    return Claim(
      paper: .p2, figure: "deep RFM on \(data), \(name) features",
      statement:
        "A deep recursive feature machine collapses layer by layer through the projection on the AGOP's root; random "
        + "features alone do not.",
      criterion:
        "nc1 falls by a factor of at least 2 a layer, in the geometric mean over the first six layers; without the "
        + "projection it does not fall.",
      sweep: sweep,
      checks: [
        .curve("fall of nc1 a layer, layers 1 to 6", .atLeast(2), where: projected, fall),
        .curve("fall of nc1 a layer without projection", .atMost(1), where: random, fall),
      ],
      series: .of(["nc1": .nc1], where: projected) + .of(["nc1, no projection": .nc1], where: random),
      differences: map == .cosine
        ? [
          "fall of nc1 a layer, layers 1 to 6":
            "the projection does collapse the samples (nc1_right falls from 0.46 to 0.006), and cosines of such rapid "
            + "frequencies spread them again."
        ] : [:])
  }

  @Sendable private static func fall(_ curves: LayerCurves) -> Double? {
    guard let first = curves.at(1, .nc1), let sixth = curves.at(6, .nc1), first > 0, sixth > 0 else {
      return nil
    }
    return pow(first / sixth, 1 / 5)
  }
}
