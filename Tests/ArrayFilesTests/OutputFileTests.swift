import ArrayFiles
import Foundation
import Testing

@Suite struct OutputFileTests {
  /// Writes three bytes to `path` of a folder with a file 'old' of mode 640, a link to it, one to nothing, a folder, a
  /// file that nobody may write and a link to the device that swallows all.
  private func written(_ path: String, _ check: (String) throws -> Void) throws -> String? {
    try withFile("old", Array("old".utf8)) { old in
      let folder = URL(fileURLWithPath: old).deletingLastPathComponent().path
      chmod(old, 0o640)
      symlink("old", folder + "/link")
      symlink(folder + "/link", folder + "/second")
      symlink("new", folder + "/dangling")
      symlink("/dev/null", folder + "/null")
      symlink("/dev/full", folder + "/full")
      mkdir(folder + "/folder", 0o755)
      try Data("kept".utf8).write(to: URL(fileURLWithPath: folder + "/closed"))
      chmod(folder + "/closed", 0o444)
      var failure: String?
      do { try OutputFile.write([1, 2, 3], to: "\(folder)/\(path)") } catch { failure = "\(error)" }
      let drafts = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
        $0.hasSuffix(".part")
      }
      #expect(drafts.isEmpty)
      try check(folder)
      return failure
    }
  }

  @Test(arguments: [
    ("old", "old"), ("link", "old"), ("second", "old"), ("dangling", "new"), ("fresh", "fresh"),
    ("folder/fresh", "folder/fresh"),
  ])
  func `a file is replaced where its links lead`(_ path: String, _ place: String) throws {
    let error = try written(path) { folder in
      #expect(FileManager.default.contents(atPath: "\(folder)/\(place)") == Data([1, 2, 3]))
      let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link")
      #expect(link == "old")
      if place == "old" {
        let mode =
          try FileManager.default.attributesOfItem(atPath: "\(folder)/old")[.posixPermissions] as? Int
        #expect(mode == 0o640)
      }
    }
    #expect(error == nil)
  }

  @Test(arguments: [
    ("closed", "It may not be written"), ("folder", "It is a folder"),
    ("gone/x", "No such file or directory"),
    ("full", "No space left on device"),
  ])
  func `what cannot be written is told and stays`(_ path: String, _ reason: String) throws {
    let error = try written(path) { folder in
      #expect(FileManager.default.contents(atPath: "\(folder)/closed") == Data("kept".utf8))
    }
    #expect(
      error?.hasPrefix("Cannot write '") == true
        && error?.hasSuffix("': \(reason). Choose another path.") == true)
  }

  @Test func `what is abandoned leaves the old file and no draft`() throws {
    try withFile("old", Array("old".utf8)) { path in
      let file = try OutputFile(path)
      try Data("half".utf8).write(to: URL(fileURLWithPath: file.draft))
      file.abandon()
      #expect(!FileManager.default.fileExists(atPath: file.draft) && file.draft != path)
      #expect(FileManager.default.contents(atPath: path) == Data("old".utf8))
    }
  }

  @Test func `a device is written into and stays one`() throws {
    let error = try written("null") { folder in
      let place = try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/null")
      #expect(place == "/dev/null")
      #expect(FileManager.default.fileExists(atPath: "/dev/null"))
    }
    #expect(error == nil)
  }

  @Test func `a pipe hands the content to its reader`() throws {
    try withFile("x", []) { path in
      let pipe = URL(fileURLWithPath: path).deletingLastPathComponent().path + "/pipe"
      try #require(mkfifo(pipe, 0o600) == 0)
      // Open for both, so that no side waits for the other.
      let reader = open(pipe, O_RDWR | O_NONBLOCK)
      defer { close(reader) }
      try OutputFile.write([7, 8, 9], to: pipe)
      var bytes = [UInt8](repeating: 0, count: 9)
      #expect(read(reader, &bytes, 9) == 3 && Array(bytes.prefix(3)) == [7, 8, 9])
    }
  }
}
