import Commands
import Foundation
import SweepModel
import Testing

/// What a W&B client left, held against its own messages: `Fixtures/make_wandb.py` asked them.
@Suite struct WandbRunTests {
  private static func fixture(_ name: String) -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    // A fixture that is not there fails the tests that count its points.
    return Array((try? Data(contentsOf: folder.appendingPathComponent("Fixtures/\(name)"))) ?? Data())
  }

  private static let file = fixture("offline.wandb")

  private func numbers(_ object: Any?) -> [String: Double?] {
    (object as? [String: Any] ?? [:]).mapValues { ($0 as? String).flatMap { Double($0) } }
  }

  @Test func `every number of every step and of the summary is there, and nothing else`() throws {
    let read = try JSONSerialization.jsonObject(with: Data(Self.fixture("offline.json")))
    let expected = try #require(read as? [String: Any])
    let points = try #require(expected["points"] as? [[String: Any]])
    #expect(points.count == 7)
    let run = WandbRun(Self.file)
    #expect(run.fault == nil)
    #expect(run.points.map(\.epoch) == points.map { $0["epoch"] as? Int })
    for (point, other) in zip(run.points, points) { #expect(point.values == numbers(other["values"])) }
    #expect(run.points.last?.epoch == 21 && run.points[2].values["nan"] == .some(nil))
    #expect(run.summary == numbers(expected["summary"]))
    #expect(run.summary == ["best": 7, "val/acc.max": 0.4])
  }

  /// `{"a": 1}` at step 4, written by hand but for its checksum, which is zlib's.
  private static let small: [UInt8] =
    Array(":W&B".utf8) + [0xe1, 0xbe, 0] + [0xd0, 0x46, 0x1e, 0xd3, 0x0f, 0x00, 0x01]
    + [0x12, 0x0d, 0x0a, 0x07, 0x12, 0x01, 0x61, 0x82, 0x01, 0x01, 0x31, 0x12, 0x02, 0x08, 0x04]

  @Test func `a file of one step is read by its fields' numbers`() {
    let run = WandbRun(Self.small)
    #expect(run.points == [.init(epoch: 5, values: ["a": 1])] && run.fault == nil && run.summary.isEmpty)
  }

  @Test func `what was written before the file's end is read of a file that is cut anywhere`() {
    let whole = WandbRun(Self.file)
    var counts: Set<Int> = []
    for length in [0, 6, 7, 8, 13] + Array(stride(from: 20, to: Self.file.count, by: 997)) {
      let run = WandbRun(Array(Self.file.prefix(length)))
      #expect(run.points == Array(whole.points.prefix(run.points.count)), "\(length)")
      #expect(run.points.count < 7 && (run.fault != nil || run.points.count < 7), "\(length)")
      counts.insert(run.points.count)
    }
    #expect(counts.count >= 3)
    #expect(WandbRun([]).fault == "it begins as no such file of version 0")
    #expect(WandbRun(Array(Self.small.dropLast())).fault == "a record at byte 7 is cut off or damaged")
  }

  @Test func `a byte that changed is found by the checksum, and no number comes of it`() {
    let whole = WandbRun(Self.file)
    var random = RandomStream(seed: 5, for: .test)
    for _ in 0..<300 {
      var bytes = Self.file
      let place = random.below(bytes.count)
      bytes[place] ^= UInt8(1 + random.below(255))
      let run = WandbRun(bytes)
      #expect(run.fault != nil, "byte \(place)")
      #expect(run.points == Array(whole.points.prefix(run.points.count)), "byte \(place)")
    }
    var small = Self.small
    small[small.count - 1] ^= 1
    #expect(WandbRun(small).points.isEmpty)
  }

  @Test func `any bytes are read without a trap`() {
    var random = RandomStream(seed: 6, for: .test)
    for _ in 0..<300 {
      let bytes = (0..<random.below(200)).map { _ in UInt8(random.below(256)) }
      _ = WandbRun(Array(Self.small.prefix(7)) + bytes)
      _ = WandbRun(LogFile.of(bytes))
    }
  }

  /// Fields of messages, with the lengths that they say.
  private func item(_ name: [UInt8], _ json: String) -> [UInt8] {
    let inner = [0x12, UInt8(name.count)] + name + [0x82, 0x01, UInt8(json.utf8.count)] + Array(json.utf8)
    return [0x0a, UInt8(inner.count)] + inner
  }

  private func run(_ items: [UInt8], step: [UInt8] = [0x08, 0x00]) -> WandbRun {
    let history = items + [0x12, UInt8(step.count)] + step
    return WandbRun(LogFile.of([0x12, UInt8(history.count)] + history))
  }

  @Test func `names and steps that a result cannot hold are left out, and values that are no numbers`() {
    #expect(run(item(Array("a".utf8), "2.5")).points == [.init(epoch: 1, values: ["a": 2.5])])
    for (name, json) in [
      ("a\n", "1"), ("", "1"), ("_step", "1"), ("a", "\"1\""), ("a", "[1]"), ("a", "1,\"b\":2"), ("a", ""),
      ("a", "{\"b\":[1]}"), ("a", "{\"b\":\"c\"}"),
    ] { #expect(run(item(Array(name.utf8), json)).points == [], "\(name) \(json)") }
    #expect(
      run(item(Array("a".utf8), "{\"b\":true,\"c\":1e400}")).points == [
        .init(epoch: 1, values: ["a.b": 1, "a.c": nil])
      ])
    // Step 999,999,999 is the last one; 2^63 - 1 and -1 are none.
    #expect(
      run(item([0x61], "1"), step: [0x08, 0xff, 0x93, 0xeb, 0xdc, 0x03]).points.map(\.epoch) == [
        1_000_000_000
      ])
    #expect(run(item([0x61], "1"), step: [0x08, 0x80, 0x94, 0xeb, 0xdc, 0x03]).points == [])
    let ones = Array(repeating: UInt8(0xff), count: 8)
    #expect(run(item([0x61], "1"), step: [0x08] + ones + [0x7f]).points == [])
    #expect(run(item([0x61], "1"), step: [0x08] + ones + [0xff, 0x01]).points == [])
  }
}

/// A file of one record, its checksum computed bit by bit as the standard defines it.
private enum LogFile {
  static func of(_ record: [UInt8]) -> [UInt8] {
    var sum = ~UInt32(0)
    for byte in [1] + record {
      for bit in 0..<8 {
        let isOdd = (sum ^ UInt32(byte) >> UInt32(bit)) & 1 == 1
        sum = isOdd ? sum >> 1 ^ 0xedb8_8320 : sum >> 1
      }
    }
    sum = ~sum
    let head = (0..<4).map { UInt8(truncatingIfNeeded: sum >> UInt32(8 * $0)) }
    return Array(":W&B".utf8) + [0xe1, 0xbe, 0] + head
      + [UInt8(record.count & 0xff), UInt8(record.count >> 8), 1] + record
  }
}
