import Coordination
import Sessions
import SweepModel
import Testing

/// Trials whose data is not on the worker's machine.
@Suite struct DataSupplyTests {
  private static let data = DataID(high: 3, low: 4)
  private static let part = DataPart("d.npz", byteCount: 25)

  /// Pieces of ten bytes, two of them out at a time.
  private static func lab(slots: Int = 1, bound: Int = 100) -> SessionLab {
    var settings = WorkerSession.Settings()
    (settings.data.pieceBytes, settings.data.window, settings.data.bound) = (10, 2, bound)
    return SessionLab(slots: slots, settings: settings)
  }

  private static func assignment(_ seed: Int, data: DataID = data) -> Assignment {
    var spec = Specification(.regression, dataset: .file(data))
    spec[.seed] = seed
    return Assignment(Lease(spec.id, .first), specification: spec.canonicalBytes, dataPath: "/far/d.npz")
  }

  private static func piece(_ offset: Int, _ count: Int, receipt: UInt64, of data: DataID = data) -> DataPiece
  {
    DataPiece(
      data, receipt: receipt, files: [part], offset: offset, bytes: [UInt8](repeating: 7, count: count))
  }

  private static func ask(_ offset: Int, _ length: Int, _ receipt: UInt64) -> WorkerSession.Action {
    .say(.fetch(PieceRequest(data, offset: offset, length: length, receipt: receipt)))
  }

  /// A lab in which one trial waits for data that is not on the machine.
  private func waiting(_ assignment: Assignment) -> SessionLab {
    let lab = Self.lab()
    lab.hear(.assign([assignment]))
    #expect(lab.takeActions() == [.supply(.look(Self.data, path: "/far/d.npz"))])
    lab.tell(.data(.missing(Self.data, "Nowhere.")))
    #expect(lab.takeActions() == [Self.ask(0, 10, 0)])
    return lab
  }

  @Test func `a trial whose data is on the machine starts where it was found`() {
    let lab = Self.lab()
    let assignment = Self.assignment(1)
    lab.hear(.assign([assignment]))
    _ = lab.takeActions()
    lab.tell(.data(.found(Self.data, path: "/near/d.npz")))
    var there = assignment
    there.dataPath = "/near/d.npz"
    #expect(lab.takeActions() == [.start(0, there)])
    lab.tell(.slotFinished(0, result))
    #expect(lab.takeActions().first == .supply(.letGo(Self.data)), "nobody uses it any more")
  }

  @Test func `a trial that goes back because it is too many lets its data go`() {
    let lab = Self.lab()
    lab.hear(.assign((0..<4).map { Self.assignment($0) }))
    lab.tell(.data(.found(Self.data, path: "/near/d.npz")))
    lab.pass(.seconds(1))
    let given = lab.takeWords().compactMap { if case .handedBack(let leases) = $0 { leases } else { nil } }
    #expect(given.joined().count == 2)
    lab.tell(.slotFinished(0, result))
    #expect(!lab.takeActions().contains(.supply(.letGo(Self.data))), "one more reads it")
    lab.tell(.slotFinished(0, result))
    #expect(lab.takeActions().contains(.supply(.letGo(Self.data))))
  }

  @Test func `data is fetched piece by piece, within the window, and the trial starts once it is checked`() {
    let assignment = Self.assignment(1)
    let lab = waiting(assignment)
    lab.hear(.piece(Self.piece(0, 10, receipt: 5)))
    #expect(
      lab.takeActions() == [
        .supply(.begin(Self.data, [Self.part])),
        .supply(.keep(Self.data, offset: 0, [UInt8](repeating: 7, count: 10))), Self.ask(10, 10, 5),
      ], "the first is not on the disk yet, so that one more may be out")
    lab.tell(.data(.kept(Self.data, upTo: 10)))
    #expect(lab.takeActions() == [Self.ask(20, 5, 5)])
    lab.hear(.piece(Self.piece(10, 10, receipt: 6)))
    lab.hear(.piece(Self.piece(20, 5, receipt: 7)))
    lab.tell(.data(.kept(Self.data, upTo: 20)))
    _ = lab.takeActions()
    lab.tell(.data(.kept(Self.data, upTo: 25)))
    #expect(lab.takeActions() == [.supply(.check(Self.data))])
    lab.tell(.data(.found(Self.data, path: "/cache/d.npz")))
    var there = assignment
    there.dataPath = "/cache/d.npz"
    #expect(lab.takeActions() == [.start(0, there)])
  }

  @Test func `several trials wait for one fetch, and one that needs no data does not wait`() {
    let lab = Self.lab(slots: 3)
    lab.hear(.assign([Self.assignment(1), Self.assignment(2), SessionLab.assignment(lease(0))]))
    #expect(
      lab.takeActions() == [.supply(.look(Self.data, path: "/far/d.npz")), .start(0, lease(0))])
    lab.tell(.data(.missing(Self.data, "Nowhere.")))
    #expect(lab.takeActions() == [Self.ask(0, 10, 0)])
    lab.tell(.data(.found(Self.data, path: "/late")))
    #expect(lab.takeActions().isEmpty, "what an earlier look has found does not end a fetch")
  }

  @Test func `leases are renewed while data moves, and their counter goes on with the training`() {
    let assignment = Self.assignment(1)
    let lab = waiting(assignment)
    func steps() -> Int? {
      lab.passHeard(.seconds(1))
      guard case .running(let steps)? = lab.takeBeat()?.held.first?.phase else { return nil }
      return steps
    }
    #expect(steps() == 0)
    lab.hear(.piece(Self.piece(0, 10, receipt: 5)))
    #expect(steps() == 1)
    #expect(steps() == 1, "a fetch that stands still renews nothing")
    lab.hear(.piece(Self.piece(10, 10, receipt: 6)))
    lab.tell(.data(.kept(Self.data, upTo: 20)))
    lab.hear(.piece(Self.piece(20, 5, receipt: 7)))
    lab.tell(.data(.kept(Self.data, upTo: 25)))
    lab.tell(.data(.found(Self.data, path: "/cache/d.npz")))
    lab.tell(.slotMoved(0, steps: 40))
    #expect(steps() == 43)
  }

  @Test func `after a new connection the fetch goes on where it was`() {
    let lab = waiting(Self.assignment(1))
    lab.hear(.piece(Self.piece(0, 10, receipt: 5)))
    lab.tell(.data(.kept(Self.data, upTo: 10)))
    lab.tell(.disconnected)
    lab.pass(.seconds(60))
    _ = lab.takeActions()
    lab.tell(.connected)
    _ = lab.takeActions()
    lab.welcome()
    #expect(lab.takeActions() == [Self.ask(10, 10, 0), Self.ask(20, 5, 0)])
  }

  @Test func `a piece that does not come is asked for again`() {
    let lab = waiting(Self.assignment(1))
    lab.passHeard(.seconds(9))
    #expect(lab.takeWords().isEmpty)
    lab.passHeard(.seconds(2))
    #expect(lab.takeWords().count == 1)
  }

  @Test func `what comes twice, out of order or for nobody touches no disk`() {
    let lab = waiting(Self.assignment(1))
    lab.hear(.piece(Self.piece(10, 10, receipt: 5)))
    lab.hear(.piece(Self.piece(0, 10, receipt: 6, of: DataID(high: 9, low: 9))))
    #expect(lab.takeActions().isEmpty)
    lab.hear(.piece(Self.piece(0, 10, receipt: 7)))
    _ = lab.takeActions()
    lab.hear(.piece(Self.piece(0, 10, receipt: 8)))
    #expect(lab.takeActions().isEmpty)
  }

  @Test func `a coordinator that withholds the data fails the trial with both reasons`() {
    let assignment = Self.assignment(1)
    let lab = waiting(assignment)
    lab.hear(.withheld(Self.data, "It is gone."))
    let text =
      "Nowhere. It is gone. A folder of this machine that holds a copy can be named with --data-dir."
    #expect(
      lab.takeActions() == [
        .say(.reported(room: 1, [Report(assignment.lease, .failure(.crashed, text))]))
      ])
  }

  @Test(arguments: [
    ([DataPart("d.npz", byteCount: 1_000)], 10, "this machine keeps 0 KiB of fetched data"),
    ([DataPart("../d.npz", byteCount: 25)], 10, "no folder can hold"),
    ([DataPart("..", byteCount: 25)], 10, "no folder can hold"),
    ([DataPart("a", byteCount: 5), DataPart("a", byteCount: 20)], 10, "no folder can hold"),
    ([], 10, "of no size"),
    ([DataPart("a", byteCount: .max), DataPart("b", byteCount: .max)], 10, "of no size"),
    ([DataPart("d.npz", byteCount: 25)], 9, "other bytes than were asked for"),
    ([DataPart("d.npz", byteCount: 25)], 11, "other bytes than were asked for"),
  ])
  func `a coordinator that lies writes nothing`(files: [DataPart], count: Int, sentence: String) throws {
    let lab = waiting(Self.assignment(1))
    var piece = Self.piece(0, count, receipt: 5)
    piece.files = files
    lab.hear(.piece(piece))
    let actions = lab.takeActions()
    #expect(actions.allSatisfy { if case .supply = $0 { false } else { true } }, "\(actions)")
    guard case .say(.reported(_, let reports))? = actions.last,
      case .failure(.crashed, let text)? = reports.first?.outcome
    else {
      Issue.record("no failure: \(actions)")
      return
    }
    #expect(text.contains(sentence), "\(text)")
  }

  @Test func `a data set that changes on the way is dropped`() {
    let lab = waiting(Self.assignment(1))
    lab.hear(.piece(Self.piece(0, 10, receipt: 5)))
    _ = lab.takeActions()
    var other = Self.piece(10, 10, receipt: 6)
    other.files = [DataPart("d.npz", byteCount: 26)]
    lab.hear(.piece(other))
    #expect(lab.takeActions().contains(.supply(.drop(Self.data))))
  }

  @Test func `a fetch that nobody waits for ends, and the next begins`() {
    let lab = Self.lab(slots: 2)
    let other = DataID(high: 5, low: 6)
    let (first, second) = (Self.assignment(1), Self.assignment(2, data: other))
    lab.hear(.assign([first, second]))
    lab.tell(.data(.missing(Self.data, "Nowhere.")))
    lab.tell(.data(.missing(other, "Nowhere.")))
    lab.hear(.piece(Self.piece(0, 10, receipt: 5)))
    _ = lab.takeActions()
    lab.hear(.revoked([first.lease]))
    #expect(
      lab.takeActions() == [
        .supply(.drop(Self.data)),
        .say(.fetch(PieceRequest(other, offset: 0, length: 10, receipt: 5))),
      ])
  }

  @Test func `a worker that leaves hands back what waits for data, and no attempt is counted`() {
    let assignment = Self.assignment(1)
    let lab = waiting(assignment)
    lab.tell(.askedToLeave)
    #expect(lab.takeWords().contains(.handedBack([assignment.lease])))
  }
}
