/// Every claim of the four papers that a shipped sweep repeats, in the papers' order.
extension Claim {
  package static let all: [Claim] = regressionCollapse + gradientProducts + lastLayers + rankBounds
}

/// A row of a paper that no sweep repeats, and why.
package struct Omission: Hashable, Sendable {
  package var paper: Paper
  package var figure: String
  package var reason: String

  package static let all: [Omission] = [
    .init(
      paper: .p1, figure: "figures 3 (top), 7 and 9, SGEMM",
      reason: "no sweep can generate its enumerated design yet, and its run times are the user's to bring"),
    .init(paper: .p1, figure: "figures 1 and 4 (left), Carla", reason: "there is no ResNet yet"),
    .init(paper: .p1, figure: "figure 1, UTKFace", reason: "there is no ResNet yet"),
    .init(
      paper: .p2, figure: "singular structure and AGOP of ResNet18 and VGG11",
      reason: "there is no ResNet yet"),
    .init(
      paper: .p2, figure: "Gram matrices of layers 1 to 19", reason: "they are pictures; nothing is measured"),
    .init(
      paper: .p3, figure: "figures 6 and 9, penalty on the last features of a net",
      reason: "weight decay on the last map alone is no setting"),
    .init(
      paper: .p3, figure: "figure 11, residuals of a net are white",
      reason: "the covariance of the residuals is no figure of a net's trial"),
    .init(paper: .p3, figure: "figures 2, 7 and 8, Carla and UTKFace", reason: "there is no ResNet yet"),
    .init(
      paper: .p4, figure: "weights cut to rank K after training",
      reason: "nothing measures a net whose small singular values were taken out"),
    .init(
      paper: .p4, figure: "weight decay on images", reason: "there is no convolution, and no image data ships"
    ),
  ]
}
