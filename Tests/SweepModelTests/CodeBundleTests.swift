import CodeBundles
import Foundation
import SweepModel
import Testing

@Suite struct CodeBundleTests {
  private static let long =
    "a/" + String(repeating: "b", count: 90) + "/" + String(repeating: "c", count: 60) + ".py"
  private static let bundle = CodeBundle([
    .init("train.py", Array("print(1)\n".utf8)), .init("run.sh", [35, 33], isExecutable: true),
    .init("empty", []), .init(long, [UInt8](repeating: 7, count: 513)), .init("é.py", [0]),
  ])

  @Test func `it comes back from its archive, and order does not matter`() throws {
    #expect(CodeBundle(archive: Self.bundle.archive) == Self.bundle)
    #expect(CodeBundle(Self.bundle.files.reversed()).id == Self.bundle.id)
  }

  @Test func `name, content and whether it runs are in its id`() {
    let file = CodeBundle.File("a", [1])
    let ids = [
      [file], [.init("b", [1])], [.init("a", [2])], [.init("a", [1], isExecutable: true)],
      [file, .init("b", [])], [],
    ].map { CodeBundle($0).id }
    #expect(Set(ids).count == ids.count)
  }

  /// GNU tar reads it, so that a person can.
  @Test func `tar unpacks the same files`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bundle-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // Left-overs of a test harm nobody.
    let archive = folder.appending(path: "a.tar")
    try Data(Self.bundle.archive).write(to: archive)
    let tar = Process()
    tar.executableURL = URL(filePath: "/bin/tar")
    tar.arguments = ["xf", archive.path, "-C", folder.path]
    try tar.run()
    tar.waitUntilExit()
    #expect(tar.terminationStatus == 0)
    for file in Self.bundle.files {
      let path = folder.appending(path: file.name).path
      #expect(FileManager.default.contents(atPath: path) == Data(file.bytes), "\(file.name)")
      #expect(FileManager.default.isExecutableFile(atPath: path) == file.isExecutable)
    }
  }

  @Test func `an archive that was changed anywhere is none`() {
    let archive = Self.bundle.archive
    let seed = 5
    var random = RandomStream(seed: seed, for: .test)
    for _ in 0..<2000 {
      var bytes = archive
      let place = random.below(bytes.count)
      bytes[place] = UInt8(truncatingIfNeeded: random.next())
      guard bytes != archive, let read = CodeBundle(archive: bytes) else { continue }
      #expect(read.archive == bytes && read != Self.bundle, "seed \(seed), byte \(place)")
    }
    for count in stride(from: 0, to: archive.count, by: 97) {
      #expect(CodeBundle(archive: Array(archive.prefix(count))) == nil, "\(count)")
    }
  }

  @Test(arguments: [
    "/etc/passwd", "../a", "a/../b", "a//b", ".", "a/", "", "a\nb", String(repeating: "a", count: 101),
  ])
  func `a name that leaves the folder is told and never unpacked`(_ name: String) {
    #expect(CodeBundle.fault(of: name) != nil)
    guard name.utf8.count <= 100, !name.isEmpty else { return }
    #expect(CodeBundle(archive: CodeBundle([.init(name, [])]).archive) == nil)
  }
}
