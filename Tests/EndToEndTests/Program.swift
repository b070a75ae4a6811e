import Foundation
import Glibc
import Testing

/// One of the real binaries, started as a user would; its output goes to files so that no pipe fills up.
final class Program {
  let process = Process()
  private let outputURL: URL
  private let errorURL: URL

  init(
    _ name: String, _ arguments: [String], in folder: TemporaryFolder, settings: [String: String] = [:]
  ) throws {
    process.executableURL = URL(fileURLWithPath: name, relativeTo: Self.folder)
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    var environment = ProcessInfo.processInfo.environment
    environment["NO_COLOR"] = "1"
    // The helper that writes a backtrace outlives the crashed program, and Foundation would wait for it.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment.merging(settings) { $1 }
    outputURL = folder.url.appendingPathComponent("out-\(UUID().uuidString)")
    errorURL = folder.url.appendingPathComponent("err-\(UUID().uuidString)")
    for url in [outputURL, errorURL] { FileManager.default.createFile(atPath: url.path, contents: nil) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: outputURL)
    process.standardError = try FileHandle(forWritingTo: errorURL)
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// Runs to the end and tells how it ended.
  static func run(
    _ name: String, _ arguments: [String], in folder: TemporaryFolder, limit: TimeInterval = 120
  ) throws -> Ending {
    try Program(name, arguments, in: folder).ending(within: limit)
  }

  func ending(within limit: TimeInterval = 120) throws -> Ending {
    let ended = wait(limit) { !process.isRunning }
    if !ended { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    #expect(ended, "the program should end within \(limit) s\n\(errors)")
    return Ending(status: process.terminationStatus, output: output, errors: errors)
  }

  /// Where a built binary lies.
  static func path(of name: String) -> String { folder.appendingPathComponent(name).path }

  var output: String { Self.text(of: outputURL) }
  var errors: String { Self.text(of: errorURL) }
  var identifier: pid_t { process.processIdentifier }

  struct Ending {
    var status: Int32
    var output: String
    var errors: String

    /// The one JSON value on standard output.
    func json() throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
  }

  /// The folder of the built binaries, beside the test bundle unless FATHOM_BINARIES names another.
  private static let folder =
    ProcessInfo.processInfo.environment["FATHOM_BINARIES"].map { URL(fileURLWithPath: $0, isDirectory: true) }
    ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()

  private static func text(of url: URL) -> String {
    String(decoding: FileManager.default.contents(atPath: url.path) ?? Data(), as: UTF8.self)
  }
}

/// Looks at a fact until it holds, at most `limit` seconds.
@discardableResult
func wait(_ limit: TimeInterval, until fact: () throws -> Bool) rethrows -> Bool {
  let deadline = Date(timeIntervalSinceNow: limit)
  while Date() < deadline {
    if try fact() { return true }
    usleep(10_000)
  }
  return try fact()
}

/// A folder of the test's own, removed with it.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "fathom-test-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    // A folder left behind in the temporary directory harms nobody.
    try? FileManager.default.removeItem(at: url)
  }

  func write(_ name: String, _ text: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}

/// What Linux tells of running processes.
enum ProcessTable {
  /// Children of a process, by id.
  static func children(of parent: pid_t) -> [pid_t] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return entries.compactMap(pid_t.init).filter { parentOf($0) == parent }.sorted()
  }

  /// Children, theirs, and so on.
  static func descendants(of parent: pid_t) -> [pid_t] {
    children(of: parent).flatMap { [$0] + descendants(of: $0) }
  }

  /// Bytes of a process that lie in memory; `nil` when it has ended.
  static func residentBytes(of id: pid_t) -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/\(id)/statm", encoding: .utf8) else { return nil }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
  }

  static func exists(_ id: pid_t) -> Bool {
    guard let fields = stat(id) else { return false }
    return fields.first != "Z"
  }

  private static func parentOf(_ id: pid_t) -> pid_t? { stat(id).flatMap { pid_t($0[1]) } }

  /// The fields behind the command name: state, parent, …
  static func stat(_ id: pid_t) -> [Substring]? {
    guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return nil }
    return text[text.index(after: end)...].split(separator: " ")
  }
}
