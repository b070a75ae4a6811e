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
    case .p1: "Rangamani and Unal, Deep neural regression collapse (arXiv 2603.23805, CPAL 2026)"
    case .p2: "Beaglehole et al., Average gradient outer product and deep neural collapse (arXiv 2402.13728)"
    case .p3: "Andriopoulos et al., Neural collapse in multivariate regression (arXiv 2409.04180)"
    case .p4: "Zangrando et al., Deep neural collapse and low rank by weight decay (arXiv 2402.03991)"
    case .beyond: "what the papers leave open"
    }
  }
}
