internal import Findings

/// Every claim that a shipped sweep repeats, in the papers' order, and those beyond.
extension Claim {
  package static let all: [Claim] =
    regressionCollapse + teachers + matrixProduct + gradientProducts + lastLayers + penalties + rankBounds
    + pruning
    + beyond
}

/// A row of a paper that no sweep repeats, and why.
package struct Omission: Hashable, Sendable {
  package var paper: Paper
  package var figure: String
  package var reason: String

  package static let all: [Omission] = [
    .init(paper: .p1, figure: "figures 1 and 4 (left), Carla", reason: "there is no ResNet yet"),
    .init(paper: .p1, figure: "figure 1, UTKFace", reason: "there is no ResNet yet"),
    .init(
      paper: .p2, figure: "singular structure and AGOP of ResNet18 and VGG11",
      reason: "there is no ResNet yet"),
    .init(
      paper: .p2, figure: "Gram matrices of layers 1 to 19", reason: "they are pictures; nothing is measured"),
    .init(paper: .p3, figure: "figures 2, 7 and 8, Carla and UTKFace", reason: "there is no ResNet yet"),
    .init(
      paper: .p4, figure: "weight decay on images", reason: "there is no convolution, and no image data ships"
    ),
  ]
}
