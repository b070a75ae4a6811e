internal import Coordination
internal import Messaging
internal import SweepModel

/// A frame as it could come over a socket or a pipe: every reader of frames gets it. One that is read must be written as it
/// was; a result that is read must be read again from what is written.
func readFrame(_ frame: [UInt8]) {
  same(frame) { bytes throws(MessagingError) in try WorkerMessage(frame: bytes).frames() }
  same(frame) { bytes throws(MessagingError) in try SlotOrder(frame: bytes).frame() }
  same(frame) { bytes throws(MessagingError) in try SlotMessage(frame: bytes).frame() }
  same(frame) { bytes throws(MessagingError) in
    let message = try CoordinatorMessage(frame: bytes)
    // A refusal is read in every version, and written in ours.
    if case .refused = message { return [bytes] }
    return try message.frames()
  }
  readResult(frame)
}

private func same(_ frame: [UInt8], _ again: ([UInt8]) throws(MessagingError) -> [[UInt8]]) {
  do throws(MessagingError) {
    let written = try again(frame)
    precondition(written == [frame], "a frame was read as something else: \(frame) became \(written)")
  } catch {
    precondition(!error.description.isEmpty)
  }
}

private func same(_ frame: [UInt8], _ again: ([UInt8]) throws(MessagingError) -> [UInt8]) {
  same(frame) { bytes throws(MessagingError) in [try again(bytes)] }
}

private func readResult(_ bytes: [UInt8]) {
  let result: TrialResult
  do { result = try ResultCodec.decode(bytes) } catch {
    precondition(!error.description.isEmpty)
    return
  }
  do {
    let again = try ResultCodec.decode(ResultCodec.encode(result))
    precondition(again == result, "a result was read as something else")
  } catch { preconditionFailure("a result that was read cannot be read again: \(error)") }
}
