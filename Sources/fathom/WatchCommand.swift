internal import Answers
internal import ArgumentParser
internal import Messaging
internal import Processes

/// A live table: sweeps, workers with what they run, failures as they come.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Follow sweeps: progress, time left, failures.",
    discussion: """
      Ends when every trial has ended. In a pipe it prints a frame whenever something changed, and no colours or
      cursor movements.
      """)

  @Argument(help: Help.anySweeps, completion: .sweeps) var sweep: String?
  @Flag(help: "Print one frame and end.") var once = false
  @Option(help: ArgumentHelp("How often to look.", valueName: "seconds")) var every = 1.0
  @OptionGroup var place: PlaceOption
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    guard every >= 0.1, every <= 3600 else {
      throw CommandFailure.badInput("'--every' is '\(every)'. Give seconds from 0.1 to 3600.")
    }
    let reader = try place.reader()
    if once { return Output.write(try reader.answer(question, as: format)) }
    let stop = try StopRequest()
    var screen = Screen(isLive: Output.Stream.data.isTerminal && format == .table)
    defer { screen.end() }
    while true {
      screen.show(try reader.answer(question, as: format))
      let sweeps = try reader.standings(of: sweep)
      if !sweeps.isEmpty, sweeps.allSatisfy(\.isOver) { return }
      _ = try Poller.wait(for: [(.descriptor(stop.descriptor), .readable)], upTo: .seconds(every))
      if stop.isAsked { return }
    }
  }

  /// For standard output's terminal; 100 columns without end elsewhere.
  private var question: Inquiry {
    let size = Output.Stream.data.size
    let height = size.map { $0.rows > 3 ? min($0.rows, 400) : 0 }
    return .watch(sweep: sweep, width: size.map(Output.columns) ?? 100, height: height ?? 0)
  }
}

extension ReadStanding {
  /// Whether nothing more will come of it.
  fileprivate var isOver: Bool {
    ["cancelled", "replaced"].contains(state) || ended == trials && grows != true
  }
}

/// A terminal's screen that shows one frame after another, or a pipe that gets those that differ.
struct Screen {
  let isLive: Bool
  private var last = ""

  init(isLive: Bool) { self.isLive = isLive }

  /// The cursor goes home and each line clears what is left of the old one, so that nothing flickers.
  mutating func show(_ frame: String) {
    guard isLive else {
      if frame != last { Output.write((last.isEmpty ? "" : "\n") + frame) }
      last = frame
      return
    }
    if last.isEmpty { Output.write("\u{1b}[?25l\u{1b}[2J") }
    let lines = frame.split(separator: "\n", omittingEmptySubsequences: false)
    Output.write("\u{1b}[H" + lines.joined(separator: "\u{1b}[K\n") + "\u{1b}[J")
    last = frame
  }

  /// Gives the cursor back.
  func end() {
    if isLive, !last.isEmpty { Output.write("\u{1b}[?25h") }
  }
}
