internal import Answers
internal import ArrayFiles
internal import Foundation
internal import SweepLanguage
internal import SweepModel

/// A sweep file on this machine, expanded with the data files that it names.
enum SweepSource {
  /// The plan with what it was made from: the file's text, and what each data file is by the name that the plan gave it.
  ///
  /// - Throws: `CommandFailure.badInput` with everything that is wrong with the file, a line each.
  static func plan(_ path: String) throws -> (plan: SweepPlan, text: String, data: [String: DataFacts]) {
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw CommandFailure.badInput(
        "Cannot read '\(path)': \(reason(for: path)). Give the path of a sweep file, such as 'sweeps/quickstart.yaml'."
      )
    }
    var data: [String: DataFacts] = [:]
    do {
      let plan = try SweepPlan.plan(text: text, path: path) { name, header in
        let known = try DataFacts(file: name, header: header)
        for note in known.notes { Output.say(note) }
        data[name] = known
        return known
      }
      return (plan, text, data)
    } catch {
      throw CommandFailure.badInput(error.lines)
    }
  }

  private static func reason(for path: String) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      return "there is no such file"
    }
    if isFolder.boolValue { return "it is a folder" }
    return FileManager.default.isReadableFile(atPath: path) ? "it is not UTF-8 text" : "it may not be read"
  }
}
