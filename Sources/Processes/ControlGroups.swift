internal import Foundation

/// What the kernel says of the control groups that this process is in.
struct ControlGroups {
  /// Where `/proc` and `/sys` are; another folder in tests.
  let root: String

  /// What the files say, from this process's group to the root: `file` of version 2 (`0::/path`), or `oldFiles` of version 1's
  /// `controller` (`4:cpu,cpuacct:/path`), their texts parted by spaces. A group without the file says nothing.
  func texts(_ file: String, controller: String, _ oldFiles: [String]) -> [String] {
    // Without /proc nothing is known of control groups, and none limits.
    text("/proc/self/cgroup").split(separator: "\n").flatMap { line -> [String] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isFirst = parts[1].split(separator: ",").contains(Substring(controller))
      guard isFirst || parts[1].isEmpty else { return [] }
      return Self.folders(from: String(parts[2])).map { path in
        isFirst
          ? oldFiles.map { text("/sys/fs/cgroup/\(controller)\(path)/\($0)") }.joined(separator: " ")
          : text("/sys/fs/cgroup\(path)/\(file)")
      }
    }
  }

  func text(_ path: String) -> String {
    // Most kernels lack some of these files, and one that is not there says nothing.
    (try? String(contentsOfFile: root + path, encoding: .utf8)) ?? ""
  }

  /// `/a/b`, `/a` and the empty path of the root.
  private static func folders(from path: String) -> [String] {
    var names = path.split(separator: "/")
    var paths = [""]
    while !names.isEmpty {
      paths.append("/" + names.joined(separator: "/"))
      names.removeLast()
    }
    return paths
  }
}
