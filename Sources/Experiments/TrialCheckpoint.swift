package import Foundation
package import SweepModel

/// Where a trial stands: enough to go on with it in another process, with the same bits.
package struct TrialCheckpoint {
  /// The measures and the curve so far, what computed them and the seconds spent.
  package var part: TrialResult
  /// What only the trial's program reads, and checks.
  package let state: Data

  package init(part: TrialResult, state: Data) { (self.part, self.state) = (part, state) }
}
