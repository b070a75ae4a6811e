import Foundation
import Processes
import Testing

@Suite struct MemoryTests {
  private static let machine = "MemTotal:       16384 kB\nMemFree: 1 kB\n"
  private static let mebibyte = 1 << 20

  @Test(
    arguments: [
      (machine, [], [:], 16),
      (machine, ["max\n"], [:], 16),
      (machine, ["4194304\n", "max"], [:], 4),
      (machine, ["8388608", "2097152"], [:], 2),
      (machine, ["9223372036854771712"], [:], 16),
      (machine, ["", "-1", "much"], [:], 16),
      (machine, [], ["SLURM_MEM_PER_NODE": "3"], 3),
      (machine, ["2097152"], ["SLURM_MEM_PER_NODE": "3"], 2),
      (machine, [], ["SLURM_MEM_PER_CPU": "3", "SLURM_CPUS_ON_NODE": "4"], 12),
      (machine, [], ["SLURM_MEM_PER_CPU": "3"], 16),
      (machine, [], ["SLURM_MEM_PER_CPU": "1000000000000", "SLURM_CPUS_ON_NODE": "4000000000"], 16),
      (machine, [], ["SLURM_MEM_PER_NODE": "0"], 16),
      (machine, [], ["SLURM_MEM_PER_NODE": "64"], 16),
      ("", [], [:], nil),
      ("", ["1048576"], [:], 1),
    ] as [(String, [String], [String: String], Int?)])
  func `a process offers the memory that its machine, its group and its job leave it`(
    machine: String, limits: [String], environment: [String: String], mebibytes: Int?
  ) {
    let memory = Memory(machine: machine, limits: limits, environment: environment)
    #expect(memory.byteCount == mebibytes.map { $0 * Self.mebibyte })
  }

  /// Files as the kernel shows them, in a folder of the test's own.
  @Test(arguments: [
    (
      "0::/job/step\n",
      ["/sys/fs/cgroup/job/memory.max": "3145728\n", "/sys/fs/cgroup/job/step/memory.max": "max\n"], 3
    ),
    ("0::/job\n", ["/sys/fs/cgroup/other/memory.max": "1048576\n"], 16),
    (
      "4:cpu,cpuacct:/a\n9:memory:/b/c\n0::/\n",
      [
        "/sys/fs/cgroup/memory/b/memory.limit_in_bytes": "5242880\n",
        "/sys/fs/cgroup/memory/a/memory.limit_in_bytes": "1",
      ], 5
    ),
    ("", [:], 16),
  ])
  func `limits of both versions of control groups are found, from the group to the root`(
    groups: String, files: [String: String], mebibytes: Int
  ) throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("fathom-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }  // It is in the temporary folder.
    for (path, text) in files.merging(
      ["/proc/meminfo": Self.machine, "/proc/self/cgroup": groups], uniquingKeysWith: { $1 })
    {
      let file = root.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: false, encoding: .utf8)
    }
    #expect(Memory.current(root: root.path, environment: [:]).byteCount == mebibytes * Self.mebibyte)
  }

  @Test func `this machine has memory`() { #expect(Memory.current().byteCount ?? 0 > 1 << 20) }
}
