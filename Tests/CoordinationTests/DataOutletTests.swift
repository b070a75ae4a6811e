import Coordination
import Sessions
import SweepModel
import Testing

@Suite struct DataOutletTests {
  private static let data = DataID(high: 1, low: 2)
  private var outlet = DataOutlet(settings, random: RandomStream(seed: 1, for: .test))

  private static var settings: DataOutlet.Settings {
    var settings = DataOutlet.Settings()
    (settings.perWorker, settings.inAll) = (2, 3)
    return settings
  }

  private static func piece(_ number: Int, receipt: UInt64 = 0) -> PieceRequest {
    PieceRequest(data, offset: number * 10, length: 10, receipt: receipt)
  }

  @Test mutating func `a worker that reads what it asks for gets piece after piece`() throws {
    var receipt: UInt64 = 0
    for number in 0..<100 {
      let orders = outlet.asked(Self.piece(number, receipt: receipt), by: "w-1")
      #expect(orders.map(\.request.offset) == [number * 10])
      let taken = outlet.take(orders[0])
      receipt = try #require(taken)
      #expect(receipt != 0)
      #expect(outlet.out == 1)
    }
  }

  @Test mutating func `a worker that reads nothing gets its share and no more, whatever it says`() {
    var sent = 0
    for number in 0..<1_000 {
      for order in outlet.asked(Self.piece(number, receipt: UInt64(number)), by: "w-1") {
        _ = outlet.take(order)
        sent += 1
      }
    }
    #expect(sent == 2)
    #expect(outlet.out == 2)
  }

  @Test
  mutating func `all workers together have a bound, and the next one's turn comes when a piece has arrived`()
    throws
  {
    var first: [DataOutlet.Order] = []
    for worker in ["w-1", "w-2"] {
      for number in 0..<2 { first += outlet.asked(Self.piece(number), by: WorkerID(worker)) }
    }
    #expect(first.count == 3, "the second worker's second piece waits")
    let taken = outlet.take(first[0])
    let receipt = try #require(taken)
    let next = outlet.asked(Self.piece(2, receipt: receipt), by: "w-1")
    #expect(next.map(\.worker) == ["w-2"], "who waited comes first")
    #expect(outlet.out == 3)
  }

  @Test mutating func `a worker that is gone leaves room, and what was read for it goes nowhere`() {
    let mine = outlet.asked(Self.piece(0), by: "w-1") + outlet.asked(Self.piece(1), by: "w-1")
    _ = outlet.asked(Self.piece(0), by: "w-2")
    #expect(outlet.asked(Self.piece(1), by: "w-2").isEmpty)
    #expect(outlet.lost("w-1").map(\.worker) == ["w-2"])
    #expect(outlet.take(mine[0]) == nil)
    #expect(outlet.out == 2)
  }

  @Test mutating func `a request that is said again while it is read is read once`() {
    #expect(outlet.asked(Self.piece(0), by: "w-1").count == 1)
    #expect(outlet.asked(Self.piece(0), by: "w-1").isEmpty)
  }

  @Test mutating func `what is not sent does not count`() throws {
    let orders = outlet.asked(Self.piece(0), by: "w-1")
    _ = outlet.withdraw(try #require(orders.first))
    #expect(outlet.out == 0)
    let again = outlet.asked(Self.piece(0), by: "w-1")
    let receipt = outlet.take(try #require(again.first))
    _ = outlet.withdraw(try #require(receipt), of: "w-1")
    #expect(outlet.out == 0)
  }
}

@Suite struct CacheRoomTests {
  private static let entries: [CacheRoom.Entry] = [
    .init("old", byteCount: 30, used: 1), .init("busy", byteCount: 40, used: 0, isInUse: true),
    .init("new", byteCount: 20, used: 9), .init("draft", byteCount: 50, used: 8, isBroken: true),
  ]

  @Test(arguments: [
    (10, 100, ["draft"] as [String]?), (30, 100, ["draft", "old"]), (60, 100, ["draft", "old", "new"]),
    (61, 100, nil), (0, 0, nil),
  ])
  func `room is made by what is broken and then by what was used longest ago, never by what is in use`(
    adding: Int, bound: Int, expected: [String]?
  ) {
    #expect(CacheRoom(bound: bound).surplus(of: Self.entries, adding: adding) == expected)
  }

  @Test func `a draft that is being written stays`() {
    let entries = [CacheRoom.Entry("draft", byteCount: 50, used: 0, isInUse: true, isBroken: true)]
    #expect(CacheRoom(bound: 60).surplus(of: entries, adding: 20) == nil)
    #expect(CacheRoom(bound: 70).surplus(of: entries, adding: 20) == [])
  }
}
