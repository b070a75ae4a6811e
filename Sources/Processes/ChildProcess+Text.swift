internal import Glibc

extension ChildProcess {
  /// What a program prints on its standard output within 10 seconds, at most a MiB; `nil` where it cannot be started or
  /// ends otherwise than well.
  package static func text(of path: String, _ arguments: [String], _ environment: [String: String]) -> String?
  {
    // A program that does not start says nothing.
    guard
      let child = try? ChildProcess(
        path: path, arguments: arguments, environment: environment, capturingErrors: true)
    else { return nil }
    child.closeInput()
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    let deadline = ContinuousClock.now + .seconds(10)
    while bytes.count < 1 << 20, ContinuousClock.now < deadline {
      var ready = pollfd(fd: child.output, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, 10_000) > 0 else { break }
      let count = read(child.output, &piece, piece.count)
      if count <= 0 { break }
      bytes += piece.prefix(count)
    }
    guard child.end(within: .seconds(1)) == .status(0) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
