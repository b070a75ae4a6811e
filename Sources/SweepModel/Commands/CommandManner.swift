internal import Foundation

/// How a sweep wants its programs to be run, as far as it decides no numbers: it is in no trial's id.
package struct CommandManner: Hashable, Sendable, Codable {
  /// What a finished program has to have told, as a metric of the trial.
  package struct Metric: Hashable, Sendable, Codable {
    package var name: String
    package var isMaximized = false

    package init(_ name: String, isMaximized: Bool = false) {
      (self.name, self.isMaximized) = (name, isMaximized)
    }
  }

  /// One process for many trials.
  package struct Batch: Hashable, Sendable, Codable {
    package static let most = 1024

    /// Trials that one process is given at most, as the sweep has it: stores hold more than `most` of a time without that bound.
    package var max: Int
    /// Parameters that all of them have in common.
    package var same: [String]

    package init(max: Int, same: [String]) { (self.max, self.same) = (max, same) }
  }

  package var metric: Metric?
  package var gpus = 0
  package var cpus = 1
  /// Between the signal that asks a program to end and the one that ends it.
  package var graceSeconds = 30
  /// The name of the signal that asks a program to end.
  package var signal = "TERM"
  /// Where it runs in place of its unpacked files; absolute.
  package var folder: String?
  /// Whether what a W&B client left is read after the end; `nil`: where the program said nothing otherwise.
  package var readsWandb: Bool?
  /// By how much a recomputed number may differ, relative.
  package var tolerance = 1e-3
  /// `nil`: each trial has a process of its own.
  package var batch: Batch?

  package init() {}

  /// As JSON on one line; equal values have equal text.
  package var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts, whole numbers and finite ones have JSON.
    guard let data = try? encoder.encode(self) else {
      preconditionFailure("texts, whole numbers and finite ones have JSON")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// Reads what `text` wrote; `nil` for anything else.
  package init?(text: String) {
    guard let read = try? JSONDecoder().decode(CommandManner.self, from: Data(text.utf8)), read.isSound else {
      return nil  // Whoever asks says that it cannot be read; where in it matters to nobody.
    }
    self = read
  }

  private var isSound: Bool {
    (0...1024).contains(gpus) && (1...4096).contains(cpus) && (0...86_400).contains(graceSeconds)
      && tolerance >= 0 && tolerance.isFinite && (batch.map { $0.max > 0 } ?? true)
  }
}

/// What a worker is sent to run: the canonical text of a specification and, on a line of its own, the manner of a program.
/// Canonical text has no line breaks.
package enum AssignedText {
  package static func write(_ specification: [UInt8], _ manner: CommandManner?) -> [UInt8] {
    guard let manner else { return specification }
    return specification + [UInt8(ascii: "\n")] + Array(manner.text.utf8)
  }

  /// The specification's own bytes, whose hash is the trial's id, and the manner where one was sent.
  ///
  /// - Returns: `nil` where a second line is no manner.
  package static func read(_ text: [UInt8]) -> (specification: [UInt8], manner: CommandManner?)? {
    guard let end = text.firstIndex(of: UInt8(ascii: "\n")) else { return (text, nil) }
    guard let manner = CommandManner(text: String(decoding: text[(end + 1)...], as: UTF8.self)) else {
      return nil
    }
    return (Array(text[..<end]), manner)
  }
}
