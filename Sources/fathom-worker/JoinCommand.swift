internal import ArgumentParser
internal import Coordination
internal import Foundation
internal import Glibc
internal import LinearAlgebra
internal import Messaging
internal import Processes
internal import SweepModel

/// The machine's agent: one connection to the coordinator, one process a slot.
struct JoinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join", abstract: "Join a coordinator (the default).", shouldDisplay: false)

  @Option(help: ArgumentHelp("The coordinator's address.", valueName: "tcp://host:port"))
  var join: String

  @Option(help: "Trials to run at once; every core by default.")
  var slots: Int?

  @Flag(help: .hidden)
  var leaveWithParent = false

  func run() throws {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let slots = slots ?? cores
    guard (1...1024).contains(slots) else {
      throw BadInput(
        "'--slots' is '\(slots)'. Give a number from 1 to 1024; this machine has \(cores) cores.")
    }
    let endpoint: Endpoint
    do { endpoint = try Endpoint(join) } catch { throw BadInput(error.description) }
    let environment = CoreType.environment(
      for: .current, inheriting: ProcessInfo.processInfo.environment)
    let agent = try Agent(
      endpoint: endpoint, identity: identity(slots, environment), environment: environment,
      leavesWithParent: leaveWithParent)
    switch try agent.run() {
    case .left: return
    case .refused(let text): throw Refused(description: "The coordinator refused this worker: \(text)")
    case .noSlotRuns(let text): throw Refused(description: "No slot can be started. The last one: \(text)")
    }
  }

  private func identity(_ slots: Int, _ environment: [String: String]) -> WorkerSession.Identity {
    let host = ProcessInfo.processInfo.hostName
    let chance = String(UInt32.random(in: 0 ... .max), radix: 16)
    return WorkerSession.Identity(
      worker: WorkerID("\(host)-\(getpid())-\(chance)"), host: host, slots: slots,
      coreType: environment[CoreType.variable] ?? BLAS.coreType)
  }
}

private struct Refused: Error, CustomStringConvertible {
  let description: String
}
