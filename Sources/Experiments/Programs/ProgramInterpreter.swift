internal import Commands
internal import Glibc
internal import Processes
internal import SweepModel
internal import Synchronization

/// What a user's program computes with, as far as it can be asked: a Python and its packages, and the GPUs.
struct ProgramInterpreter: Hashable {
  private let python: String?
  private let gpus: String
  private let environment: [String: String]

  private static let known = Mutex<[ProgramInterpreter: String?]>([:])

  /// - Parameters:
  ///   - path: the program that starts; `env` stands for the word behind it.
  ///   - gpus: their ids; `nil` where none is shared out.
  init(_ path: String, _ words: [String], _ environment: [String: String], gpus: [String]?) {
    var path: String? = path
    if path?.split(separator: "/").last == "env" {
      let word = words.dropFirst().first { !$0.contains("=") } ?? ""
      path = Self.path(of: word, environment)
    }
    let isPython = path?.split(separator: "/").last?.hasPrefix("python") ?? false
    python = isPython ? path : nil
    self.gpus = gpus?.joined(separator: ",") ?? ""
    // What decides which packages a Python finds, and which libraries it loads.
    self.environment = environment.filter { name, _ in
      ["PATH", "HOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV"].contains(name) || name.hasPrefix("PYTHON")
    }
  }

  /// Such as `Python 3.11.7, 112 packages (3f9c21d0a1b2c3d4), NVIDIA H200 (driver 570.86), /venv/bin/python3`; `nil` where
  /// nothing can be asked. Asked once a process.
  var words: String? {
    Self.known.withLock { known in
      if let found = known[self] { return found }
      let told = pythonWords
      let parts = [told, gpuWords, told == nil ? nil : python].compactMap(\.self)
      let text = parts.joined(separator: ", ").onOneLine(within: TrialResult.nameLimit)
      let found = text.isEmpty ? nil : text
      known[self] = .some(found)
      return found
    }
  }

  /// The packages are known by a hash of their names and versions, as `pip freeze` lists them.
  private static let question = """
    import hashlib, sys
    from importlib.metadata import distributions
    names = sorted({"%s==%s" % (d.metadata["Name"], d.version) for d in distributions()})
    hash = hashlib.sha256("\\n".join(names).encode()).hexdigest()[:16]
    print("Python %d.%d.%d, %d packages (%s)" % (*sys.version_info[:3], len(names), hash))
    """

  private var pythonWords: String? {
    python.flatMap { line($0, ["-c", Self.question]) }
  }

  private var gpuWords: String? {
    guard !gpus.isEmpty, let path = Self.path(of: "nvidia-smi", environment),
      let lines = ChildProcess.text(
        of: path, ["--query-gpu=name,driver_version", "--format=csv,noheader", "-i", gpus], environment)
    else { return nil }
    let names = lines.split(separator: "\n").map { line in
      line.split(separator: ",", maxSplits: 1).joined(separator: " (driver").trimmingPrefix(" ") + ")"
    }
    return names.isEmpty ? nil : Set(names).sorted().joined(separator: ", ")
  }

  private func line(_ path: String, _ arguments: [String]) -> String? {
    let text = ChildProcess.text(of: path, arguments, environment)
    return text?.split(separator: "\n").last.map(String.init)
  }

  private static func path(of word: String, _ environment: [String: String]) -> String? {
    CommandSurroundings.path(of: word, in: "/", searching: environment["PATH"]) { access($0, X_OK) == 0 }
  }
}
