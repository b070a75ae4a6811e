import Foundation
import RunStore
import SweepModel
import Testing

/// Damage to the main database file, and the way back.
@Suite struct BackupTests {
  @Test func `a damaged database is refused, and a back-up in its place goes on where it was made`() throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    let sweep = try lab.fill(store, trials: 200)
    try store.commit((0..<100).flatMap { [lab.leased($0), lab.accepted($0)] })
    try lab.tamper("VACUUM INTO '\(lab.folder)/backup.db'")
    try store.commit((100..<150).flatMap { [lab.leased($0), lab.accepted($0)] })
    try store.close()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: lab.database))
    let end = try file.seekToEnd()
    for page in stride(from: end / 4096 / 3, to: end / 4096, by: 3) {
      try file.seek(toOffset: page * 4096)
      try file.write(contentsOf: Data(repeating: 0x5A, count: 4096))
    }
    try file.close()

    let refused = #expect(throws: StoreError.self) { try lab.owner() }
    let sentence = try #require(refused).description
    #expect(sentence.contains("it is damaged"))
    #expect(sentence.contains("Put a back-up in its place"))

    for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: lab.database + suffix) {
      try FileManager.default.removeItem(atPath: lab.database + suffix)
    }
    try FileManager.default.moveItem(atPath: lab.folder + "/backup.db", toPath: lab.database)
    let again = try lab.owner()
    #expect(try again.counts(of: sweep)[.finished] == 100)
    try again.commit((100..<200).flatMap { [lab.leased($0), lab.accepted($0)] })
    #expect(try again.verify(sweep).isProven)
  }
}
