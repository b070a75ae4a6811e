package import SweepModel

/// A trial that does nothing: what it costs is what Fathom adds to any trial.
package final class NoopProgram: TrialProgram {
  package static let isInstant = true
  private let machine: Provenance

  package init(_ setup: TrialSetup) { machine = setup.machine }

  package func run(moved: () throws -> Void, passed: (Milestone) throws -> Void) -> TrialResult {
    TrialResult(provenance: machine)
  }
}
