internal import SweepModel

/// Why a slot's process is gone: how it ended, and what the runtime wrote about it.
struct DeathWords {
  let failure: FailureClass
  let text: String

  private static let mark = "Fatal error: "

  init(_ failure: FailureClass, _ text: String, log: String) {
    guard failure == .crashed, let line = log.split(separator: "\n").first(where: { $0.contains(Self.mark) }),
      let start = line.firstRange(of: Self.mark)?.upperBound
    else { (self.failure, self.text) = (failure, text); return }
    let reason = line[start...].prefix(200)
    let wantsMemory = reason.contains("allocate")
    self.failure = wantsMemory ? .outOfMemory : failure
    self.text =
      "\(text) It said: \(reason.hasSuffix(".") ? "\(reason)" : "\(reason).")"
      + (wantsMemory ? " The trial needs more memory than its worker may have." : "")
  }
}
