/// What one side says to the other, a kind a case.
package protocol FrameMessage {
  /// Who says it, for errors.
  static var speaker: String { get }
  /// One of each kind, whatever it holds.
  static var examples: [Self] { get }
  var kind: MessageKind { get }
  /// Writes `message` after its header, or reads one of its kind.
  init(_ coder: inout FrameCoder, _ message: Self)
}

extension FrameMessage {
  /// Reads a frame that came from the other side.
  ///
  /// - Throws: a `MessagingError` that says what is wrong with the frame, whatever its bytes are.
  package init(frame: [UInt8]) throws(MessagingError) {
    var coder = FrameCoder(reading: frame)
    self.init(&coder, try coder.example())
    try coder.end()
  }

  /// The message as one frame, or several where a list exceeds what one frame may hold; each stands for
  /// itself.
  ///
  /// - Throws: `.tooLong`, `.outOfRange` and the like when a field breaks its bound.
  package func frames(upTo limit: Int = Limits.frame) throws(MessagingError) -> [[UInt8]] {
    var coder = FrameCoder(kind, upTo: limit)
    _ = Self(&coder, self)
    return try coder.frames()
  }

  /// The frame of a message that holds no such list.
  package func frame() throws(MessagingError) -> [UInt8] { try frames()[0] }
}

/// A part of a message.
protocol FrameRecord {
  /// Writes `record`, or reads one.
  init(_ coder: inout FrameCoder, _ record: Self?)
}

extension FrameRecord {
  /// As it is read where nothing is.
  static var blank: Self {
    var nothing = FrameCoder(reading: [])
    return Self(&nothing, nil)
  }
}

/// What a list in a frame is made of.
protocol FrameItem: FrameRecord {
  /// Fewest bytes of one, which bounds the memory reserved for a list of them.
  static var leastBytes: Int { get }
}
