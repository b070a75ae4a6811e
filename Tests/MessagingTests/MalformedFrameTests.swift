import Coordination
import Messaging
import TestSupport
import Testing

struct MalformedFrameTests {
  struct Row: CustomTestStringConvertible {
    var testDescription: String
    var hex: String
    var sentence: String
    var fromCoordinator = false
  }

  static let trial = "00112233445566778899aabbccddeeff"

  static let rows = [
    Row(
      testDescription: "nothing", hex: "",
      sentence: "A frame starts with '' and not with '46 4d'. Something other than Fathom is speaking."),
    Row(
      testDescription: "another program", hex: "474554202f",
      sentence: "A frame starts with '47 45' and not with '46 4d'. Something other than Fathom is speaking."),
    Row(
      testDescription: "a cut header", hex: "464d02",
      sentence: "header: 'kind' needs 1 bytes and 0 are left. The frame is cut off."),
    Row(
      testDescription: "another version", hex: "464d0305",
      sentence:
        "A frame speaks protocol 3 and this build speaks 2. Run the same version of Fathom on both sides."
    ),
    Row(
      testDescription: "an unknown kind", hex: "464d020e",
      sentence: "A frame of kind '0e' is nothing that a worker says."),
    Row(
      testDescription: "the other side's kind", hex: "464d0215",
      sentence: "A frame of kind '15' is nothing that a worker says."),
    Row(
      testDescription: "a worker's kind to a worker", hex: "464d0205",
      sentence: "A frame of kind '05' is nothing that the coordinator says.", fromCoordinator: true),
    Row(
      testDescription: "bytes after the end", hex: "464d0205ffff",
      sentence: "left: 2 bytes follow the last field. Expected is the end of the frame."),
    Row(
      testDescription: "a cut number", hex: "464d02020100",
      sentence: "beat: 'room' needs 4 bytes and 2 are left. The frame is cut off."),
    Row(
      testDescription: "too much room", hex: "464d0202a1860100" + "00000000",
      sentence: "beat: 'room' is '100001'. Expected is 0 to 100000."),
    Row(
      testDescription: "a cut text", hex: "464d0201" + "05000000" + "772d31",
      sentence: "hello: 'worker' needs 5 bytes and 3 are left. The frame is cut off."),
    Row(
      testDescription: "a long name", hex: "464d0201" + "00010000",
      sentence: "hello: the length of 'worker' is 256 and 255 is the limit."),
    Row(
      testDescription: "an empty name", hex: "464d0201" + "00000000",
      sentence: "hello: 'worker' is empty. Give it a name."),
    Row(
      testDescription: "bad UTF-8", hex: "464d0201" + "02000000" + "c328",
      sentence: "hello: 'worker' is not valid UTF-8."),
    Row(
      testDescription: "an escape sequence", hex: "464d0201" + "02000000" + "1b5b",
      sentence: "hello: 'worker' holds a control character. Use printable characters only."),
    Row(
      testDescription: "no slots",
      hex: "464d0201" + "01000000" + "77" + "01000000" + "68" + "00000000",
      sentence: "hello: 'slots' is '0'. Expected is 1 to 4096."),
    Row(
      testDescription: "a list of four thousand million", hex: "464d0204" + "ffffffff",
      sentence: "handedBack: the length of 'leases' is 4294967295 and 100000 is the limit."),
    Row(
      testDescription: "a list longer than its frame", hex: "464d0204" + "a0860100" + trial + "01000000",
      sentence: "handedBack: 'leases' needs 2000000 bytes and 20 are left. The frame is cut off."),
    Row(
      testDescription: "attempt 0", hex: "464d0204" + "01000000" + trial + "00000000",
      sentence: "handedBack: 'attempt' is '0'. Expected is 1 to 2147483647."),
    Row(
      testDescription: "an unknown phase",
      hex: "464d0202" + "00000000" + "01000000" + trial + "01000000" + "04",
      sentence: "beat: 'phase' is '4'. Expected is 0 to 3."),
    Row(
      testDescription: "news with an infinite loss",
      hex: "464d0202" + "00000000" + "01000000" + trial + "01000000" + "03" + "0100000000000000" + "05000000"
        + "000000000000f07f",
      sentence: "beat: 'loss' is 'inf'. Expected is -9223372036854775808 to 9223372036854775807."),
    Row(
      testDescription: "news without a loss",
      hex: "464d0202" + "00000000" + "01000000" + trial + "01000000" + "03" + "0100000000000000" + "05000000",
      sentence: "beat: 'loss' needs 8 bytes and 0 are left. The frame is cut off."),
    Row(
      testDescription: "steps beyond 63 bits",
      hex: "464d0202" + "00000000" + "01000000" + trial + "01000000" + "01" + "ffffffffffffffff",
      sentence: "beat: 'steps' is '18446744073709551615'. Expected is 0 to 9223372036854775807."),
    Row(
      testDescription: "an unknown outcome",
      hex: "464d0203" + "00000000" + "01000000" + trial + "01000000" + "04" + "00000000",
      sentence: "reported: 'outcome' is '4'. Expected is 0 to 3."),
    Row(
      testDescription: "last words beyond their limit",
      hex: "464d0203" + "00000000" + "01000000" + trial + "01000000" + "02" + "00000000" + "01000100",
      sentence: "reported: the length of 'log' is 65537 and 65536 is the limit."),
    Row(
      testDescription: "last words of no length",
      hex: "464d0203" + "00000000" + "01000000" + trial + "01000000" + "02" + "00000000" + "00000000",
      sentence: "reported: 'length of log' is '0'. Expected is 1 to 65536."),
    Row(
      testDescription: "last words of a probe",
      hex: "464d0207" + "05000000" + "02" + "00000000" + "01000000" + "78",
      sentence: "probed: 'outcome' is '2'. Expected is 0 to 1."),
    Row(
      testDescription: "an unknown failure class",
      hex: "464d0203" + "00000000" + "01000000" + trial + "01000000" + "01" + "09" + "00000000",
      sentence: "reported: 'failure class' is '9'. Expected is 1 to 5."),
    Row(
      testDescription: "a result beyond its limit",
      hex: "464d0203" + "00000000" + "01000000" + trial + "01000000" + "00" + "01008000",
      sentence: "reported: the length of 'result' is 8388609 and 8388608 is the limit."),
    Row(
      testDescription: "a beat every 0 ms", hex: "464d0211" + "00000000" + "01000000",
      sentence: "welcome: 'beat interval' is '0'. Expected is 1 to 604800000.", fromCoordinator: true),
    Row(
      testDescription: "a specification beyond its limit",
      hex: "464d0212" + "01000000" + trial + "01000000" + "01000100"
        + String(repeating: "0", count: 40),
      sentence: "assign: the length of 'specification' is 65537 and 65536 is the limit.",
      fromCoordinator: true),
  ]

  @Test(arguments: rows)
  func `a malformed frame gets its sentence`(row: Row) {
    let frame = bytes(ofHex: row.hex)
    let error = #expect(throws: MessagingError.self) {
      if row.fromCoordinator {
        _ = try CoordinatorMessage(frame: frame)
      } else {
        _ = try WorkerMessage(frame: frame)
      }
    }
    #expect(error?.description == row.sentence)
  }

  @Test func `a frame beyond 16 MiB is refused by its size`() {
    let frame = [UInt8](repeating: 0, count: Limits.frame + 1)
    let error = #expect(throws: MessagingError.self) { try WorkerMessage(frame: frame) }
    #expect(error?.description == "A frame has 16777217 bytes and 16777216 is the limit.")
  }

  @Test func `every shortened frame is refused`() throws {
    var maker = MessageMaker(seed: 4)
    for _ in 0..<300 {
      let frame = try #require(maker.workerMessage().frames().only)
      for length in 0..<frame.count {
        #expect(throws: MessagingError.self) { try WorkerMessage(frame: Array(frame.prefix(length))) }
      }
    }
  }
}

func bytes(ofHex hex: String) -> [UInt8] {
  let digits = Array(hex.filter { !$0.isWhitespace })
  return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
    UInt8(String(digits[$0...$0 + 1]), radix: 16)
  }
}
