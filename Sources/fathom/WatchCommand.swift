internal import Answers
internal import ArgumentParser
internal import Foundation
internal import Glibc
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
  @OptionGroup var format: FormatOption

  func run() throws {
    guard every >= 0.1, every <= 3600 else {
      throw CommandFailure.badInput(["'--every' is '\(every)'. Give seconds from 0.1 to 3600."])
    }
    let reader = try place.reader()
    if once { return Output.write(try reader.answer(question(Screen.size), asJSON: format.isJSON)) }
    let stop = try StopRequest()
    var screen = Screen(isLive: Output.isTerminal(.data) && !format.isJSON)
    defer { screen.end() }
    while true {
      let size = Screen.size
      screen.show(try reader.answer(question(size), asJSON: format.isJSON))
      if try hasEnded(reader) { return }
      _ = try Poller.wait(for: [(.descriptor(stop.descriptor), .readable)], upTo: .seconds(every))
      if stop.isAsked { return }
    }
  }

  private func question(_ size: Screen.Size) -> Inquiry {
    .watch(sweep: sweep, width: size.width, height: size.height)
  }

  private func hasEnded(_ reader: PlaceReader) throws -> Bool {
    let status = try reader.answer(.status(sweep: sweep), asJSON: true)
    let sweeps = try JSONDecoder().decode([Standing].self, from: Data(status.utf8))
    return !sweeps.isEmpty
      && sweeps.allSatisfy { ["cancelled", "replaced"].contains($0.state) || $0.ended == $0.trials }
  }

  private struct Standing: Decodable {
    var state: String
    var trials, ended: Int
  }
}

/// A terminal's screen that shows one frame after another, or a pipe that gets those that differ.
struct Screen {
  struct Size {
    var width: Int
    /// 0 where nothing limits it.
    var height: Int
  }

  let isLive: Bool
  private var last = ""

  init(isLive: Bool) { self.isLive = isLive }

  /// Of standard output's terminal; 100 columns without end elsewhere.
  static var size: Size {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return Size(width: 100, height: 0) }
    return Size(
      width: min(max(Int(size.ws_col), 40), 400), height: size.ws_row > 3 ? min(Int(size.ws_row), 400) : 0)
  }

  /// How wide a table on standard output may be; `nil` for any width where that is no terminal.
  static var tableWidth: Int? { Output.isTerminal(.data) ? size.width : nil }

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
