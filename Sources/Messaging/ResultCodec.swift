internal import Foundation
package import SweepModel

/// The JSON of a `TrialResult`: keys sorted, undefined metrics absent, every number finite.
package enum ResultCodec {
  /// - Throws: `.badResult` for NaN, infinity and what else `decode` would refuse; `.resultTooLong`.
  package static func encode(_ result: TrialResult) throws(MessagingError) -> [UInt8] {
    try check(result)
    let bytes = ResultCoder.write(result)
    guard bytes.count <= Limits.result else {
      throw .resultTooLong(found: bytes.count, limit: Limits.result)
    }
    return bytes
  }

  /// Reads what a worker sent, whatever it is.
  ///
  /// - Parameter admits: whether so many bytes of another spelling than this one's may be read, which takes twenty times as long.
  package static func decode(
    _ bytes: [UInt8], inOtherSpelling admits: (Int) -> Bool = { _ in true }
  ) throws(MessagingError) -> TrialResult {
    guard bytes.count <= Limits.result else {
      throw .resultTooLong(found: bytes.count, limit: Limits.result)
    }
    if let result = ResultCoder.read(bytes) {
      try check(result)
      return result
    }
    guard admits(bytes.count) else { throw .otherSpelling(bytes.count) }
    let result = try decodeAnySpelling(bytes)
    try check(result)
    return result
  }

  private static func decodeAnySpelling(_ bytes: [UInt8]) throws(MessagingError) -> TrialResult {
    do { return try JSONDecoder().decode(TrialResult.self, from: Data(bytes)) } catch {
      throw .unreadableResult(sentence(of: error))
    }
  }

  private static func check(_ result: TrialResult) throws(MessagingError) {
    if let objection = result.objection { throw .badResult(objection) }
  }

  /// Where and what of a coding error, without Foundation's type names.
  private static func sentence(of error: any Error) -> String {
    func path(_ context: DecodingError.Context) -> String {
      let keys = context.codingPath.map(\.stringValue)
      return keys.isEmpty ? "at the top" : "at '\(keys.joined(separator: "/"))'"
    }
    return switch error {
    case DecodingError.keyNotFound(let key, let context):
      "'\(key.stringValue)' is missing \(path(context))"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "a value of another type stands \(path(context))"
    case DecodingError.dataCorrupted(let context): "\(context.debugDescription) (\(path(context)))"
    default: error.localizedDescription
    }
  }
}
