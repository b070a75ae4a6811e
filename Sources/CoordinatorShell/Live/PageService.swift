internal import Answers
internal import Foundation
internal import Glibc
internal import Messaging
internal import Processes

/// The process that serves the live page: a page that cannot be made, or takes memory, costs a page and never the coordinator.
/// It reads the store by itself and hears from the coordinator, on standard input, what goes on.
package enum PageService {
  /// Serves until standard input ends. The first line on standard output says where, or why not.
  package static func run(_ address: LiveAddress, store folder: String) throws {
    // The coordinator decides when it ends.
    for number in StopRequest.signals { signal(number, SIG_IGN) }
    OpenFiles.raise()
    volunteer()
    let board = LiveBoard()
    do {
      Output.write(try LiveServer(address, store: folder, board: board).start() + "\n")
    } catch {
      Output.write("\(error)\n")
      return
    }
    var pipe = PipeReader(0)
    while true {
      let (frames, ended) = try pipe.read()
      for frame in frames { board.turned(try LiveNote(frame: frame)) }
      if ended { return }
    }
  }

  /// Where memory runs out, the system ends this process before a coordinator.
  private static func volunteer() {
    let file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, "500", 3)
    close(file)
  }
}
