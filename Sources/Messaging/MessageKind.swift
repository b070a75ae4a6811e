/// The fourth byte of a frame. Numbers are never used again for something else.
package enum MessageKind: UInt8 {
  // From a worker.
  case hello = 0x01
  case beat, reported, handedBack, left, fetch, probed
  // From the coordinator.
  case welcome = 0x11
  case assign, acknowledged, revoked, whoAreYou, refused, piece, withheld, probe
  // From a submitter to the coordinator, and back.
  case submit = 0x41
  case order, ask, compare
  case answer = 0x51
  // From an agent to its slot, and back.
  case run = 0x21
  case ready = 0x31
  case moved, finished, failed, noted, putOff, ended, free
}

/// The first three bytes of a frame.
package enum Protocol {
  /// 'F' and 'M'.
  static let magic: [UInt8] = [0x46, 0x4d]
  /// Raised whenever a frame of the old version could be misread. Both sides must speak the same.
  package static let version: UInt8 = 2
}
