internal import Answers
internal import ArrayFiles
internal import CodeBundles
internal import Foundation
internal import SweepLanguage
internal import SweepModel
internal import SweepText

/// A sweep file on this machine, expanded with the files that it names.
struct SweepSource {
  private(set) var plan: SweepPlan
  /// The file's text, with what the command said in its place.
  private(set) var text: String
  /// What each data file is by the name that the plan gave it.
  private(set) var data: [String: DataFacts] = [:]
  /// A program's files, where the sweep starts one.
  private(set) var code: ProgramFiles?

  /// - Parameter keeping: where the archive of a program's files is written; `nil` writes nothing.
  /// - Throws: `CommandFailure.badInput` with everything that is wrong with the file, a line each.
  init(_ path: String, _ overrides: SweepOverrides = SweepOverrides(), keeping folder: String? = nil) throws {
    let written: String
    do { written = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw CommandFailure.badInput(
        "Cannot read '\(path)': \(Self.reason(for: path)). Give the path of a sweep file, such as 'sweeps/quickstart.yaml'."
      )
    }
    text = overrides.added(to: written) { ProcessInfo.processInfo.environment[$0] }
    var data: [String: DataFacts] = [:]
    var code: ProgramFiles?
    do {
      plan = try SweepPlan.plan(text: text, path: path) { name, header in
        let known = try DataFacts(file: name, header: header)
        for note in known.notes { Output.say(note) }
        data[name] = known
        return known
      } code: { request in
        let files = try ProgramFiles(request)
        code = files
        let facts = try files.facts(keptIn: folder)
        if let facts { data[CodeBundle.ending] = facts }
        return facts
      }
    } catch {
      throw CommandFailure.badInput(error.lines)
    }
    (self.data, self.code) = (data, code)
    for note in plan.notes { Output.say(note) }
    try settle(besides: path)
  }

  /// Where a program runs: in its own folder unless the sweep lists its files, which then go to any machine.
  private mutating func settle(besides path: String) throws {
    guard let code else { return }
    var folder = plan.manner?.folder.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    if let folder {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
        throw CommandFailure.badInput("\(path): 'cwd' is '\(folder)', which is no folder here.")
      }
    } else if !plan.listsFiles {
      folder = code.root
    }
    guard let folder else { return }
    plan = plan.running(in: folder)
    text = SweepOverrides(folder: folder).added(to: text)
  }

  /// Refuses what can be planned and not run.
  func checkRunnable() throws {
    if plan.isUncapped {
      throw CommandFailure.badInput(
        "Sweep '\(plan.name)' draws without an end. Give '--run-cap N', the number of trials with all seeds, or write 'run_cap'."
      )
    }
    if let missing = code?.missing {
      throw CommandFailure.badInput(
        "The program '\(missing)' is neither beside the sweep file nor in the current folder. Go to its folder, or give its path."
      )
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
