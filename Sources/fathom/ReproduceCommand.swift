internal import Answers
internal import ArgumentParser
internal import CoordinatorShell
internal import Foundation
internal import Papers
internal import RunStore
internal import SweepLanguage
internal import SweepModel
internal import SweepText

/// The shipped sweeps of the papers and beyond, run on this machine and judged. The same command again resumes.
struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce", abstract: "Run the papers' sweeps and judge their claims.")

  @Argument(help: "P1, P2, P3, P4 or beyond; all by default.") var papers: [Paper] = []
  @Flag(exclusivity: .exclusive, help: "The small sizes (the default), or the papers' own, which take hours.")
  var size = Size.small
  @Flag(help: "Judge what is in the store, and run nothing.") var stored = false
  @Option(help: "Trials to run at once; every core by default.") var slots: Int?
  @Option(help: ArgumentHelp("Folder of the papers' sweep files.", valueName: "dir")) var sweeps: String?
  @Option(
    help: ArgumentHelp("Page to write; 'reports/papers.md' in the store by default.", valueName: "file"))
  var out: String?
  @OptionGroup var store: StoreOption

  enum Size: String, EnumerableFlag { case full, small }

  func run() throws {
    let slots = try LocalRun.slots(slots)
    let folder = try SweepFolder.find(sweeps)
    let claims = Claim.all.filter { papers.isEmpty || papers.contains($0.paper) }
    let names = claims.map { $0.sweep(full: size == .full) }
    let store = stored ? try store.openForReading() : try store.openForWriting()
    var found: [String: SweepEvidence] = [:]
    let judgements = try zip(claims, names).map { claim, name -> Judgement in
      let sweep = try found[name] ?? evidence(of: name, in: folder, store: store, slots: slots)
      found[name] = sweep
      return switch sweep {
      case .evidence(let evidence): Judgement(claim, sweep: name, evidence)
      case .notRun(let reason): Judgement(claim, sweep: name, notRun: reason)
      }
    }
    let page = PapersPage(
      judgements, omissions: Omission.all.filter { papers.isEmpty || papers.contains($0.paper) },
      origin: Self.origin(folder), isFull: size == .full)
    let path = out ?? store.folder.path + "/reports/papers.md"
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(page.markdown.utf8).write(to: url, options: .atomic)
    Output.write(page.text(width: Output.tableWidth) + "\nPage: \(path)\n")
  }

  private enum SweepEvidence {
    case evidence(Evidence)
    case notRun(String)
  }

  /// One sweep's results. A sweep that cannot be planned, as its data are not there, does not stop the others.
  private func evidence(of name: String, in folder: URL, store: Store, slots: Int) throws -> SweepEvidence {
    let path = folder.appendingPathComponent(name + ".yaml").path
    let plan: SweepPlan
    let text: String
    do {
      let source = try SweepSource(path)
      (plan, text) = (source.plan, source.text)
    } catch let failure as CommandFailure {
      failure.lines.forEach(Output.say)
      return .notRun(failure.lines.first ?? "'\(path)' cannot be planned")
    }
    if !stored {
      Output.say("\(name): \(plan.trials.count) trials")
      _ = try store.run(plan, text: text, slots: slots)
    }
    do { return .evidence(Evidence(try store.rows(of: try store.sweep(plan.id).sweep.id))) } catch let error
      as StoreError
    {
      guard stored else { throw error }
      return .notRun("the store has no sweep of this plan")
    }
  }

  /// Version, commit of the sweep files' repository, and date.
  private static func origin(_ folder: URL) -> [String] {
    let day = Date().formatted(.iso8601.year().month().day())
    let commit = Repository.commit(around: folder).map { ", commit \($0)" } ?? ""
    return ["\(Version.text)\(commit), \(day)"]
  }
}

extension Paper: ExpressibleByArgument {
  /// Lower case will do.
  public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

/// Where the papers' sweep files are.
enum SweepFolder {
  /// - `asked`: a folder that a person names; else `sweeps/papers` in the working folder, then beside the binary and in
  ///   the folders around it.
  /// - Throws: `CommandFailure.badInput` that says where it was looked for.
  static func find(_ asked: String?) throws -> URL {
    let places = asked.map { [URL(fileURLWithPath: $0)] } ?? candidates
    if let found = places.first(where: isFolder) { return found }
    let looked = places.map { "'\($0.path)'" }.joined(separator: ", ")
    throw CommandFailure.badInput(
      "Cannot find the papers' sweep files. Looked for the folder \(looked). Give it with '--sweeps', such as '--sweeps sweeps/papers'."
    )
  }

  private static var candidates: [URL] {
    var places = [URL(fileURLWithPath: "sweeps/papers")]
    var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    for _ in 0..<4 {
      places.append(folder.appendingPathComponent("sweeps/papers"))
      folder.deleteLastPathComponent()
    }
    return places
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
  }
}

/// What git's files say, read without git.
enum Repository {
  /// The first digits of the commit that is checked out around `folder`; `nil` outside a repository.
  static func commit(around folder: URL) -> String? {
    var folder = folder.standardizedFileURL
    while folder.path != "/" {
      let git = folder.appendingPathComponent(".git")
      if let head = line(git.appendingPathComponent("HEAD")) {
        let hash =
          head.hasPrefix("ref: ") ? line(git.appendingPathComponent(String(head.dropFirst(5)))) : head
        return hash.map { String($0.prefix(10)) }
      }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// A file that is not there has no line.
  private static func line(_ url: URL) -> String? {
    (try? String(contentsOf: url, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
