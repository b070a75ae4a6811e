internal import Answers
internal import ArgumentParser
internal import Coordination
internal import Messaging

/// Nothing new of a sweep is given out.
struct PauseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Give out nothing new of a sweep; what runs goes on.")

  @OptionGroup var target: OrderTarget

  func run() throws { try target.order(.pause) }
}

struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let a paused or cancelled sweep go on.")

  @OptionGroup var target: OrderTarget

  func run() throws { try target.order(.resume) }
}

struct CancelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Stop a sweep's running trials; its results stay.")

  @OptionGroup var target: OrderTarget

  func run() throws { try target.order(.cancel) }
}

struct RetryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Start failed trials over, as if nothing had failed.")

  @OptionGroup var target: OrderTarget
  @Flag(help: "The trials that were given up: those that can be retried.") var failed = false

  func run() throws {
    guard failed else {
      throw CommandFailure.badInput("Say which trials to retry: '--failed' names those that were given up.")
    }
    try target.order(.retryFailed)
  }
}

struct PriorityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "priority", abstract: "Set which sweep comes first.",
    discussion:
      "Higher comes first, 0 is where it starts. Sweeps of equal priority share the slots evenly. A negative number goes after '--'."
  )

  @OptionGroup var target: OrderTarget
  @Argument(help: "From -1000 to 1000.") var priority: Int

  func run() throws {
    guard SweepOrder.priorities.contains(priority) else {
      throw CommandFailure.badInput("The priority is '\(priority)'. Give a number from -1000 to 1000.")
    }
    try target.order(.prioritise(priority))
  }
}

/// The sweep that an order is for, and the coordinator that has it.
struct OrderTarget: ParsableArguments {
  @Argument(help: Help.sweeps, completion: .sweeps) var sweep: String
  @OptionGroup var server: ServerOption
  @Option(help: Format.help) var format = Format.table

  func order(_ order: SweepOrder) throws {
    try server.ask(.order(order, sweep: sweep), as: format)
  }
}
