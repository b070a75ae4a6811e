import Foundation
import Glibc
import RunStore
import SweepModel
import Testing

@Suite struct OpeningTests {
  let lab: StoreLab
  init() throws { lab = try StoreLab() }

  @Test func `the writer's log is synchronised at each commit and references are checked`() throws {
    // The owner's opening ends with an error unless its connection is set so.
    _ = try lab.owner()
    #expect(try lab.rawRows("PRAGMA journal_mode") == [["wal"]])
    #expect(try lab.rawRows("PRAGMA application_id") == [["\(0x4661_7468)"]])
    #expect(try lab.rawRows("PRAGMA user_version") == [["5"]])
  }

  @Test func `the folder is made with its parents and is its user's alone`() throws {
    let deep = lab.folder + "/a/b"
    _ = try Store.open(deep, as: .owner)
    let mode = try FileManager.default.attributesOfItem(atPath: deep)[.posixPermissions] as? Int
    #expect(mode == 0o700)
  }

  @Test func `a second owner is refused with the first one's process and host`() throws {
    let first = try lab.owner()
    let owner = StoreError.Owner(
      process: Int(ProcessInfo.processInfo.processIdentifier), host: ProcessInfo.processInfo.hostName)
    #expect(throws: StoreError.owned(lab.folder, by: owner)) { try lab.owner() }
    try first.close()
    _ = try lab.owner()
  }

  @Test func `a lock held by another process is seen, and ends with it`() throws {
    try lab.owner().close()
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    holder.arguments = ["--no-fork", lab.folder + "/lock", "sh", "-c", "echo held; exec sleep 60"]
    let output = Pipe()
    holder.standardOutput = output
    try holder.run()
    _ = output.fileHandleForReading.availableData
    #expect(throws: StoreError.self) { try lab.owner() }
    kill(holder.processIdentifier, SIGKILL)
    holder.waitUntilExit()
    _ = try lab.owner()
  }

  @Test func `the lock's descriptor closes on exec, so that no slot process keeps a dead owner's lock`()
    throws
  {
    let store = try lab.owner()
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
    let lock = open.filter { descriptor in
      // Descriptors of other tests may be gone by now; those are not the lock.
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)"))
        == store.folder.lock
    }
    #expect(lock.count == 1)
    #expect(lock.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
  }

  @Test func `a folder on a network file system is refused to an owner`() throws {
    try FileManager.default.createDirectory(atPath: lab.folder, withIntermediateDirectories: true)
    let mounts = MountTable(
      "22 1 8:1 / / rw - ext4 /dev/a rw\n40 22 0:5 / \(lab.folder) rw,x shared:1 - nfs4 h:/ rw")
    #expect(throws: StoreError.networkFileSystem(lab.folder, "nfs4")) {
      try Store.open(lab.folder, as: .owner, mounts: mounts)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: lab.folder).isEmpty)
  }

  @Test func `a finished store on a network file system is read, one with a log is not`() throws {
    let store = try lab.owner()
    let sweep = try lab.fill(store, trials: 2)
    let mounts = MountTable("40 22 0:5 / \(lab.folder) rw - nfs host:/ rw")
    #expect(throws: StoreError.unreadableLog(lab.folder)) {
      try Store.open(lab.folder, as: .reader, mounts: mounts)
    }
    try store.close()
    #expect(try Store.open(lab.folder, as: .reader, mounts: mounts).trials(of: sweep).count == 2)
  }

  @Test(
    arguments: [
      ("/data/x", nil), ("/data/nfs/x", "nfs4"), ("/data/nfs", "nfs4"), ("/data/nfsx", nil),
      ("/data/with space/x", "cifs"), ("/data/nfs/local/x", nil), ("/hidden/x", "lustre"),
    ] as [(String, String?)])
  func `the deepest mount of a path tells its file system`(_ path: String, _ kind: String?) {
    let mounts = MountTable(
      """
      22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
      40 22 0:45 / /data/nfs rw shared:7 master:2 - nfs4 home:/export rw
      41 40 8:2 / /data/nfs/local rw - xfs /dev/sdb1 rw
      42 22 0:46 / /data/with\\040space rw - cifs //h/s rw
      43 22 8:3 / /hidden rw - ext4 /dev/sdc rw
      44 43 0:47 / /hidden rw - lustre h:/l rw
      not a mount
      """)
    #expect(mounts.networkFileSystem(of: path) == kind)
  }

  @Test func `this machine's own table names a mount for the temporary folder`() throws {
    let text = try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
    #expect(text.contains(" - "))
    #expect(MountTable.current.networkFileSystem(of: "/proc") == nil)
  }

  @Test(arguments: [Store.Role.owner, .reader])
  func `a store without a name is refused and not the current folder`(_ role: Store.Role) throws {
    #expect(throws: StoreError.noName) { try Store.open("", as: role) }
  }

  @Test func `reading what is not there says how to start`() throws {
    #expect(throws: StoreError.noStore(lab.folder)) { try lab.reader() }
    #expect(!FileManager.default.fileExists(atPath: lab.folder))
  }

  @Test func `a store of a newer version is refused and left as it is`() throws {
    try lab.owner().close()
    try lab.raw("PRAGMA user_version = 7")
    let before = try Data(contentsOf: URL(fileURLWithPath: lab.database))
    for role in [Store.Role.owner, .reader] {
      #expect(throws: StoreError.newerVersion(lab.database, found: 7)) {
        try Store.open(lab.folder, as: role)
      }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: lab.database)) == before)
  }

  @Test func `a SQLite file of another program is refused and left as it is`() throws {
    try FileManager.default.createDirectory(atPath: lab.folder, withIntermediateDirectories: true)
    try lab.raw("CREATE TABLE notes (text)")
    let before = try Data(contentsOf: URL(fileURLWithPath: lab.database))
    for role in [Store.Role.owner, .reader] {
      #expect(throws: StoreError.foreignFile(lab.database)) { try Store.open(lab.folder, as: role) }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: lab.database)) == before)
  }

  @Test func `garbage in place of a database is refused with what was found`() throws {
    try FileManager.default.createDirectory(atPath: lab.folder, withIntermediateDirectories: true)
    var random = RandomStream(seed: 1, for: .test)
    let bytes = Data((0..<20_000).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    try bytes.write(to: URL(fileURLWithPath: lab.database))
    for role in [Store.Role.owner, .reader] {
      #expect(throws: StoreError.damaged(lab.database, "file is not a database")) {
        try Store.open(lab.folder, as: role)
      }
    }
  }

  @Test func `a folder in place of the database is refused`() throws {
    try FileManager.default.createDirectory(atPath: lab.database, withIntermediateDirectories: true)
    for role in [Store.Role.owner, .reader] {
      #expect(throws: StoreError.damaged(lab.database, "it is a folder")) {
        try Store.open(lab.folder, as: role)
      }
    }
  }

  @Test func `a file in place of the folder is refused`() throws {
    try Data("x".utf8).write(to: URL(fileURLWithPath: lab.folder))
    #expect(throws: StoreError.notAFolder(lab.folder)) { try lab.owner() }
  }

  @Test func `a damaged page is found when an owner opens`() throws {
    let store = try lab.owner()
    try lab.fill(store, trials: 200)
    try store.close()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: lab.database))
    try file.seek(toOffset: try file.seekToEnd() / 2 / 4096 * 4096)
    try file.write(contentsOf: Data(repeating: 0x5A, count: 4096))
    try file.close()
    let error = #expect(throws: StoreError.self) { try lab.owner() }
    guard case .damaged(lab.database, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `an empty file that a killed first start left behind is no obstacle`() throws {
    try FileManager.default.createDirectory(atPath: lab.folder, withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: lab.database))
    #expect(throws: StoreError.noStore(lab.folder)) { try lab.reader() }
    try lab.fill(lab.owner(), trials: 1)
  }

  @Test func `a reader cannot write`() throws {
    let sweep = try lab.fill(lab.owner(), trials: 1)
    let reader = try lab.reader()
    #expect(throws: StoreError.readOnly(lab.database)) { try reader.commit([lab.leased(0)]) }
    #expect(try reader.counts(of: sweep)[.waiting] == 1)
  }
}
