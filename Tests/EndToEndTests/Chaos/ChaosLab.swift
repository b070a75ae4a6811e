import Foundation
import Glibc
import SweepModel
import Testing

/// A coordinator and two agents under a rain of faults.
final class ChaosLab {
  enum Fault: String, CaseIterable {
    case killSlot = "SIGKILL of a slot"
    case killAgent = "SIGKILL of an agent"
    case killCoordinator = "SIGKILL of the coordinator"
    case killProgram = "SIGKILL of a program"
    case killGuard = "SIGKILL of a program's guard"
    case stopProgram = "SIGSTOP of a program for three leases"
    case stopSlot = "SIGSTOP of a slot for three leases"
    case stopAgent = "SIGSTOP of an agent for three leases"
    case stopCoordinator = "SIGSTOP of the coordinator for three leases"
    case cut = "cut connections"
    case slow = "slow connections"
    case tear = "torn end of the write-ahead log"
    case zero = "zeroed end of the write-ahead log"
    case fill = "full disk"
  }

  static let lease = 1.0

  let folder: TemporaryFolder
  let sweep: String
  let store: String
  let disk: SmallDisk?
  private var random: RandomStream
  private let port: UInt16
  private let proxy: Proxy
  private let fakes: FakeWorkers
  private var coordinator: Program
  private var agents: [Program] = []
  private var logs: [String] = []
  /// What ends a fault that lasts, and when.
  private var pending: [(at: Date, end: () -> Void)] = []
  private(set) var faults: [Fault: Int] = [:]
  private(set) var restored = 0
  private(set) var isDone = false

  init(_ folder: TemporaryFolder, sweep: String, seed: Int) throws {
    self.folder = folder
    self.sweep = sweep
    disk = SmallDisk(at: folder.path("disk"), megabytes: 256)
    store = folder.path("disk") + "/store"
    random = RandomStream(seed: seed, for: .test)
    port = try Self.freePort()
    proxy = try Proxy(to: port)
    coordinator = try Self.start(folder, sweep, store, port)
    let first = coordinator
    wait(60) { first.errors.contains("Listening") }
    fakes = FakeWorkers(at: proxy.port, seed: seed)
    agents = try (0..<2).map { try Self.agent($0, folder, proxy.port) }
  }

  deinit { end() }

  var faultCount: Int { faults.values.reduce(0, +) }

  /// Starts again what has ended; notes when the sweep is done.
  func keepAlive() throws {
    for entry in pending where entry.at <= Date() { entry.end() }
    pending.removeAll { $0.at <= Date() }
    if !coordinator.process.isRunning { try replaceCoordinator() }
    for number in agents.indices where !agents[number].process.isRunning && !isDone {
      logs.append(agents[number].errors)
      agents[number] = try Self.agent(number, folder, proxy.port)
    }
  }

  func strike() throws {
    let kinds = Fault.allCases.filter { $0 != .fill || disk != nil }
    let fault = kinds[random.below(kinds.count)]
    if try strike(fault) { faults[fault, default: 0] += 1 }
  }

  /// Ends everything, by id.
  func end() {
    for entry in pending { entry.end() }
    pending = []
    fakes.end()
    for program in agents + [coordinator] {
      logs.append(program.errors)
      if program.process.isRunning { kill(program.identifier, SIGKILL) }
      program.process.waitUntilExit()
    }
    agents = []
    proxy.close()
  }

  /// How often a sentence with this part was said by any process that was started.
  func said(_ part: String) -> Int {
    logs.reduce(0) { $0 + $1.components(separatedBy: part).count - 1 }
  }

  var fakeFrames: [String: Int] { fakes.counts }

  private func strike(_ fault: Fault) throws -> Bool {
    let agent = agents[random.below(agents.count)]
    switch fault {
    case .killSlot:
      let slots = ProcessTable.children(of: agent.identifier)
      guard let slot = slots.first else { return false }
      return kill(slot, SIGKILL) == 0
    case .killAgent: return kill(agent.identifier, SIGKILL) == 0
    case .killCoordinator: return killCoordinator()
    case .killProgram: return program(of: agent).map { kill($0, SIGKILL) == 0 } ?? false
    case .killGuard: return Self.guardian(of: agent).map { kill($0, SIGKILL) == 0 } ?? false
    case .stopProgram: return program(of: agent).map(stop) ?? false
    case .stopSlot:
      guard let slot = ProcessTable.children(of: agent.identifier).first else { return false }
      return stop(slot)
    case .stopAgent: return stop(agent.identifier)
    case .stopCoordinator: return stop(coordinator.identifier)
    case .cut: proxy.cut()
    case .slow: proxy.slow(for: Self.lease * 2)
    case .tear:
      return try damageLog { log, size, count in ftruncate(log, off_t(size - count)) == 0 }
    case .zero:
      return try damageLog { log, size, count in
        pwrite(log, [UInt8](repeating: 0, count: count), count, off_t(size - count)) == count
      }
    case .fill:
      guard let disk, try restartInPeace(), disk.fill() else { return false }
      pending.append((Date(timeIntervalSinceNow: Self.lease * 1.5), { disk.free() }))
    }
    return true
  }

  /// A user's program that a slot of an agent runs: the child of the slot's guard.
  private func program(of agent: Program) -> pid_t? {
    Self.guardian(of: agent).flatMap { ProcessTable.children(of: $0).first }
  }

  /// What a slot of an agent starts programs with, whether it has one or waits for the next.
  private static func guardian(of agent: Program) -> pid_t? {
    ProcessTable.children(of: agent.identifier).flatMap(ProcessTable.children).first
  }

  private func stop(_ id: pid_t) -> Bool {
    guard kill(id, SIGSTOP) == 0 else { return false }
    pending.append((Date(timeIntervalSinceNow: Self.lease * 3), { kill(id, SIGCONT) }))
    return true
  }

  /// An orderly end empties the log, so that the next commits need room on the disk.
  private func restartInPeace() throws -> Bool {
    guard coordinator.process.isRunning, kill(coordinator.identifier, SIGTERM) == 0 else { return false }
    let old = coordinator
    guard wait(10, until: { !old.process.isRunning }) else { return false }
    logs.append(old.errors)
    let new = try Self.start(folder, sweep, store, port)
    coordinator = new
    return wait(10) { new.errors.contains("Listening") }
  }

  private func killCoordinator() -> Bool {
    guard coordinator.process.isRunning else { return false }
    kill(coordinator.identifier, SIGKILL)
    coordinator.process.waitUntilExit()
    return coordinator.process.terminationReason == .uncaughtSignal
  }

  private func damageLog(_ damage: (Int32, Int, Int) -> Bool) throws -> Bool {
    let path = store + "/fathom.db-wal"
    guard killCoordinator(), let size = Self.size(path), size > 0 else { return false }
    try keepCopy()
    let log = open(path, O_RDWR | O_CLOEXEC)
    defer { close(log) }
    return damage(log, size, min(size, 1 + random.below(32 << 10)))
  }

  /// A damaged log can only cost commits, unless SQLite was moving it into the database just then: the copy is the
  /// way back from that.
  private func keepCopy() throws {
    let copy = folder.path("copy")
    if FileManager.default.fileExists(atPath: copy) { try FileManager.default.removeItem(atPath: copy) }
    try FileManager.default.copyItem(atPath: store, toPath: copy)
  }

  private func replaceCoordinator() throws {
    let errors = coordinator.errors
    logs.append(errors)
    // One that was asked to stop while it was stopped ends later, and not because it is done.
    if coordinator.process.terminationReason == .exit, coordinator.process.terminationStatus == 0,
      !errors.contains("Stopped. ")
    {
      isDone = true
      return
    }
    if errors.contains("it is damaged") {
      try FileManager.default.removeItem(atPath: store)
      try FileManager.default.copyItem(atPath: folder.path("copy"), toPath: store)
      restored += 1
    }
    coordinator = try Self.start(folder, sweep, store, port)
  }

  private static func start(
    _ folder: TemporaryFolder, _ sweep: String, _ store: String, _ port: UInt16
  ) throws -> Program {
    try Program(
      "fathom",
      [
        "coordinator", sweep, "--listen", "tcp://127.0.0.1:\(port)", "--lease", "\(lease)", "--until-done",
        "--store", store,
      ], in: folder)
  }

  private static func agent(_ number: Int, _ folder: TemporaryFolder, _ port: UInt16) throws -> Program {
    try Program(
      "fathom-worker",
      [
        "--join", "tcp://127.0.0.1:\(port)", "--slots", "1", "--spool", folder.path("spool-\(number)"),
        "--commands",
      ],
      in: folder)
  }

  private static func size(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  private static func freePort() throws -> UInt16 {
    let probe = try Proxy(to: 1)
    defer { probe.close() }
    return probe.port
  }
}

/// A tmpfs that can be filled to the last byte; `nil` where mounting is not allowed.
final class SmallDisk {
  private let path: String

  init?(at path: String, megabytes: Int) {
    self.path = path
    guard mkdir(path, 0o700) == 0 else { return nil }
    guard mount("none", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else { return nil }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  func fill() -> Bool {
    let ballast = open(path + "/ballast", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard ballast >= 0 else { return false }
    defer { close(ballast) }
    let block = [UInt8](repeating: 0, count: 1 << 16)
    lseek(ballast, 0, SEEK_END)
    for size in [1 << 16, 1 << 12, 1] { while write(ballast, block, size) > 0 {} }
    return errno == ENOSPC
  }

  func free() { unlink(path + "/ballast") }
}
