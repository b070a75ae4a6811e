import Coordination
import Messaging
import SweepModel
import TestSupport
import Testing

struct FrameFuzzTests {
  /// Flips, cuts, doubles and overwrites bytes of real frames. Whatever is read must be written as it was
  /// read.
  @Test func `three hundred thousand damaged frames are refused or mean what they say`() throws {
    let seed = 20_260_801
    var maker = MessageMaker(seed: seed)
    var understood = 0
    let start = ContinuousClock.now
    for round in 0..<50_000 {
      var frames = try maker.workerMessage().frames() + maker.coordinatorMessage().frames()
      frames.append(try SlotOrder.run(maker.assignment()).frame())
      frames.append(try maker.slotMessage().frame())
      frames.append(try maker.clientRequest().frame())
      frames.append(try maker.clientAnswer().frame())
      for frame in frames {
        let damaged = maker.damage(frame)
        if let again = Self.readAndWrite(damaged) {
          understood += 1
          #expect(again == damaged, "seed \(seed), round \(round), \(damaged)")
        }
      }
    }
    #expect(understood > 1_000 && understood < 290_000, "\(understood) of 300,000 were understood")
    #expect(ContinuousClock.now - start < .seconds(120))
  }

  /// What the reader of that kind makes of a frame, written again; `nil` when it was refused.
  private static func readAndWrite(_ frame: [UInt8]) -> [UInt8]? {
    do throws(MessagingError) {
      switch frame.count > 3 ? frame[3] >> 4 : 0 {
      case 0: return try WorkerMessage(frame: frame).frames().only
      case 1:
        let message = try CoordinatorMessage(frame: frame)
        // A refusal is read in every version, and written in ours.
        if case .refused = message, frame[2] != 2 { return frame }
        return try message.frames().only
      case 2: return try SlotOrder(frame: frame).frame()
      case 4: return try ClientRequest(frame: frame).frame()
      case 5: return try ClientAnswer(frame: frame).frame()
      default: return try SlotMessage(frame: frame).frame()
      }
    } catch {
      #expect(!error.description.isEmpty)
      return nil
    }
  }
}
