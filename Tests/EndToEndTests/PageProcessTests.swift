import Foundation
import Glibc
import Testing

/// The live page's process may end and the coordinator may not.
@Suite(.serialized) struct PageProcessTests {
  @Test(arguments: [SIGKILL, SIGABRT])
  func `the page's process may end, and another one serves at the same port`(signal: Int32) throws {
    let lab = try LiveLab(sweep: Sweeps.noop(3))
    #expect(try lab.get("/healthz").status == 200)
    let pages = try #require(ProcessTable.children(of: lab.coordinatorID).first)
    kill(pages, signal)
    let isBack = wait(20) {
      ProcessTable.children(of: lab.coordinatorID).contains { $0 != pages && ProcessTable.exists($0) }
    }
    #expect(isBack)
    #expect(wait(20) { (try? lab.get("/healthz").status) == 200 })
    #expect(try lab.get("/").status == 200)
    #expect(lab.words.contains("The live page's process ended (signal"), "\(lab.words)")
    try lab.join(slots: 1)
    #expect(wait(20) { (try? lab.fathom("list", "--server", lab.server).output.contains("done")) == true })
  }

  @Test func `the page's process ends with its coordinator, however that ends`() throws {
    var lab: LiveLab? = try LiveLab(sweep: Sweeps.noop(1))
    let pages = try #require(ProcessTable.children(of: lab!.coordinatorID).first)
    kill(lab!.coordinatorID, SIGKILL)
    #expect(wait(10) { !ProcessTable.exists(pages) })
    lab = nil
  }

  @Test func `a port that is taken ends the coordinator with a sentence`() throws {
    let lab = try LiveLab(sweep: Sweeps.noop(1))
    let folder = try TemporaryFolder()
    let ending = try Program.run(
      "fathom", ["coordinator", "--listen", "tcp://127.0.0.1:*", "--http", "\(lab.port)"], in: folder,
      limit: 30)
    #expect(ending.status == 1)
    #expect(
      ending.errors.contains(
        "Cannot serve the live page on '127.0.0.1:\(lab.port)': Address already in use."),
      "\(ending.errors)")
  }
}
