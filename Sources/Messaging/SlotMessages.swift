package import Coordination
package import SweepModel

/// What an agent says to one of its slots, over the slot's standard input.
package enum SlotOrder: Hashable, Sendable {
  case run(Assignment)

  package func frame() throws(MessagingError) -> [UInt8] {
    var frame = ByteEncoder(.run)
    switch self {
    case .run(let assignment): try frame.put(assignment)
    }
    return try frame.frame()
  }

  package init(frame: [UInt8]) throws(MessagingError) {
    var decoder = ByteDecoder(frame)
    _ = try decoder.kind(among: 0x21...0x2f, from: "an agent")
    self = .run(try decoder.assignment())
    try decoder.end()
  }
}

/// What a slot says to its agent, over a pipe.
package enum SlotMessage: Hashable, Sendable {
  /// The slot runs and waits for its first trial.
  case ready(coreType: String)
  /// Training steps and measured layers of the trial so far.
  case moved(steps: Int)
  /// The trial's result in JSON. The slot is free.
  case finished([UInt8])
  /// The trial has no result. The slot is free.
  case failed(FailureClass, String)
  /// A line for the trial's log, of the trial that runs.
  case noted(String)

  package func frame() throws(MessagingError) -> [UInt8] {
    var frame: ByteEncoder
    switch self {
    case .ready(let coreType):
      frame = ByteEncoder(.ready)
      try frame.put("core type", name: coreType)
    case .moved(let steps):
      frame = ByteEncoder(.moved)
      frame.put(UInt64(clamping: steps))
    case .finished(let payload):
      frame = ByteEncoder(.finished)
      try frame.put("result", bytes: payload, atMost: Limits.result)
    case .failed(let failure, let text):
      frame = ByteEncoder(.failed)
      frame.put(failure.code)
      frame.put(sentence: text)
    case .noted(let line):
      frame = ByteEncoder(.noted)
      frame.put(sentence: line)
    }
    return try frame.frame()
  }

  package init(frame: [UInt8]) throws(MessagingError) {
    var decoder = ByteDecoder(frame)
    switch try decoder.kind(among: 0x31...0x3f, from: "a slot") {
    case .ready: self = .ready(coreType: try decoder.name("core type"))
    case .moved: self = .moved(steps: try decoder.steps())
    case .finished: self = .finished(try decoder.bytes("result", atMost: Limits.result))
    case .noted: self = .noted(try decoder.text("line", atMost: Limits.text))
    default:
      let failure = try decoder.failureClass()
      self = .failed(failure, try decoder.text("text", atMost: Limits.text))
    }
    try decoder.end()
  }
}
