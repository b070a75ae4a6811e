internal import Foundation
internal import Glibc

/// The other Fathom binary, which always lies beside the running one.
package enum SiblingBinary {
  /// Absolute path of the binary `name` in the folder of the running program.
  package static func path(_ name: String) -> String {
    let own =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name).path
  }

  /// Becomes the binary `name`: replaces this process, keeps its id, terminal and pipes.
  package static func become(
    _ name: String, arguments: [String], environment: [String: String]
  ) throws(ProcessError) -> Never {
    let path = path(name)
    let words = CStrings([path] + arguments)
    let settings = CStrings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    execve(path, words.pointers, settings.pointers)
    throw .cannotStart(path: path, reason: String(cString: strerror(errno)))
  }
}
