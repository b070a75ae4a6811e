internal import CBuild
internal import Foundation
internal import LinearAlgebra
internal import Processes
internal import SweepModel

enum WorkerVersion {
  static let number = "0.1.0"
  static let text = "fathom-worker \(number)"

  /// With the commit, where it is known: what results carry.
  static let build: String = {
    let commit = String(cString: fathom_commit())
    return commit == "unknown" ? text : "\(text) (\(commit))"
  }()
}

extension Provenance {
  /// What computes here. Reading it takes longer than dispatching a trial, and it stays while the process lives.
  static let ofThisMachine = Provenance(
    coreType: BLAS.kernels, processor: Processor.current.name, libraries: BLAS.configuration,
    version: WorkerVersion.build, host: ProcessInfo.processInfo.hostName, trainSeconds: 0, measureSeconds: 0)
}
