package import ArgumentParser
internal import Foundation

/// How much a line of the log matters.
package enum LogLevel: String, ExpressibleByArgument, CaseIterable, Sendable, Comparable {
  /// What comes often: workers that join and leave, attempts.
  case debug
  case info
  /// Something or somebody is not as it should be, and the work goes on.
  case warning
  /// The work does not go on.
  case error

  package static func < (left: Self, right: Self) -> Bool { left.place < right.place }

  private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

package enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
  case text, json
}

/// Which lines a log has, and what they look like.
package struct LogStyle: Sendable {
  package var least = LogLevel.debug
  package var format = LogFormat.text

  package init(least: LogLevel = .debug, format: LogFormat = .text) {
    (self.least, self.format) = (least, format)
  }

  /// With its time and an end of line; `nil` for what is not to be logged.
  func line(_ sentence: String, _ level: LogLevel, at time: Date = Date()) -> String? {
    guard level >= least else { return nil }
    let clock = time.formatted(.iso8601)
    switch format {
    case .text: return "\(clock)  \(sentence)\n"
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let line = ["time": clock, "level": level.rawValue, "message": sentence]
      // Texts are never refused.
      return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) + "\n" }
    }
  }
}
