internal import Findings

/// The papers whose results the shipped sweeps repeat, and what goes beyond them.
package enum Paper: String, CaseIterable, Sendable {
  case p1 = "P1"
  case p2 = "P2"
  case p3 = "P3"
  case p4 = "P4"
  /// Questions of our own.
  case beyond = "BEYOND"

  package var title: String {
    switch self {
    case .p1: "Rangamani and Unal, Deep Neural Regression Collapse (arXiv 2603.23805, CPAL 2026)"
    case .p2:
      "Beaglehole et al., Average gradient outer product as a mechanism for deep neural collapse "
        + "(arXiv 2402.13728, NeurIPS 2024)"
    case .p3:
      "Andriopoulos et al., The Prevalence of Neural Collapse in Neural Multivariate Regression "
        + "(arXiv 2409.04180, NeurIPS 2024)"
    case .p4:
      "Zangrando et al., Provable Emergence of Deep Neural Collapse and Low-Rank Bias in L2-Regularized Nonlinear "
        + "Networks (arXiv 2402.03991)"
    case .beyond: "what the papers leave open"
    }
  }
}
