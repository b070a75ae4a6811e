internal import Glibc

/// The reader that an input goes to is one for a whole run, so that each has inputs and coverage of its own.
private let reader: @Sendable ([UInt8]) -> Void =
  switch getenv("FATHOM_FUZZ_READER").map({ String(cString: $0) }) {
  case "frames": readFrame
  case "sweeps": readSweep
  case "arrays": readArrays
  case "lines": readLines
  default: fatalError("FATHOM_FUZZ_READER is frames, sweeps, arrays or lines")
  }

/// What libFuzzer calls with each input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  reader(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
