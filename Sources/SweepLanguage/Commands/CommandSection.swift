package import SweepModel

/// What a sweep file says of a program of one's own.
struct CommandSection: Sendable {
  /// As the file names it; the place of `${program}`.
  var program: String?
  /// Macros filled in, apart from those that stand for parameters.
  var words: [String] = []
  /// `NAME=VALUE`, sorted.
  var environment: [String] = []
  /// Patterns, as the file has them.
  var files: [String] = []
  var seedIsArgument = false
  /// How it is run; `nil` where nothing is run.
  var manner: CommandManner?
  var line = 1
}

/// The files of a program that a plan asks for.
package struct CodeRequest: Hashable, Sendable {
  /// The sweep file's folder, as the user wrote it: empty for the current one.
  package let folder: String
  package let program: String?
  /// Patterns of `files`; empty where the file names none.
  package let files: [String]
  /// The command's words; those that name files count where neither program nor files are named.
  package let words: [String]
}

/// Finds the files of a program and answers what their archive is; `nil` where there are none.
package typealias CodeReader = (CodeRequest) throws -> DataFacts?
