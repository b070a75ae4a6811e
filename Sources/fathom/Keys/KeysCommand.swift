internal import ArgumentParser
internal import Findings
internal import Foundation
internal import Messaging

/// Who may join a coordinator, and who may ask it.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Who may join, submit and look.",
    discussion: """
      fathom keys init                     once, on the coordinator's machine
      fathom keys add gpu-box --at tcp://head:7700     prints what to run on gpu-box
      fathom keys revoke gpu-box           a running coordinator follows within seconds
      """,
    subcommands: [InitCommand.self, AddCommand.self, RevokeCommand.self, ListKeysCommand.self])

  struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init", abstract: "Make the coordinator's key.")
    @OptionGroup var keys: KeysOption

    func run() throws {
      try asKeyInput { () throws(MessagingError) in try keys.folder.create() }
      Output.write(
        "Keys are in '\(keys.folder.path)'. Add who may join: 'fathom keys add NAME'.\n", to: .error)
    }
  }

  struct AddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Make a key and print its join token, which is shown once.")
    @Argument(help: "Whose key: a machine or a person.") var name: String
    @Option(help: "worker, submitter or viewer.") var role = "worker"
    @Option(help: ArgumentHelp("Where the coordinator is reached.", valueName: "tcp://host:port"))
    var at: String?
    @OptionGroup var keys: KeysOption
    @OptionGroup var format: FormatOption

    func run() throws {
      guard let role = Role(rawValue: role) else {
        throw CommandFailure.badInput(["'--role' is '\(role)'. Choose 'worker', 'submitter' or 'viewer'."])
      }
      let answer = try asKeyInput { () throws(MessagingError) -> Answer in
        let endpoint = try Endpoint(at ?? "tcp://\(ProcessInfo.processInfo.hostName):7700")
        let server = try keys.folder.server()
        let own = try keys.folder.add(name, role: role)
        return Answer(
          name: name, role: role.rawValue, key: own.publicKey.description,
          token: JoinToken(endpoint: endpoint, server: server.publicKey, own: own).description)
      }
      if format.isJSON { return try Output.json(answer) }
      Output.write(answer.command(role) + "\n")
      Output.write("The token is a secret and is shown this once.\n", to: .error)
    }
  }

  struct RevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "End a key: nothing it says is taken any more.")
    @Argument(help: "Whose key.") var name: String
    @OptionGroup var keys: KeysOption

    func run() throws {
      try asKeyInput { () throws(MessagingError) in try keys.folder.revoke(name) }
      Output.write("The key of '\(name)' is revoked. A running coordinator follows within 2 s.\n", to: .error)
    }
  }

  struct ListKeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Every key, its role and state.")
    @OptionGroup var keys: KeysOption
    @OptionGroup var format: FormatOption

    func run() throws {
      let entries = try asKeyInput { () throws(MessagingError) in try keys.folder.ring().entries }
      let rows = entries.map {
        Row(name: $0.name, role: $0.role.rawValue, key: $0.key.description, revoked: $0.isRevoked)
      }
      if format.isJSON { return try Output.json(rows) }
      for row in rows {
        Output.write("\(row.revoked ? "revoked" : "in force")  \(row.role)  \(row.name)  \(row.key)\n")
      }
    }
  }

  private struct Row: Encodable {
    var name, role, key: String
    var revoked: Bool
  }

  private struct Answer: Encodable {
    var name, role, key, token: String

    /// What to run, whole.
    func command(_ role: Role) -> String {
      switch role {
      case .worker: "fathom-worker --join \(token)"
      case .submitter: "fathom submit SWEEP.yaml --server \(token)"
      case .viewer: "fathom status --server \(token)"
      }
    }
  }
}

struct KeysOption: ParsableArguments {
  @OptionGroup var store: StoreOption
  @Option(help: ArgumentHelp("Folder of the keys, by default 'keys' in the store.", valueName: "dir"))
  var keys: String?

  var folder: KeyFolder { KeyFolder(keys ?? store.store + "/keys") }
}

/// What goes wrong with keys is the caller's to mend.
func asKeyInput<Value>(_ body: () throws(MessagingError) -> Value) throws -> Value {
  do { return try body() } catch { throw CommandFailure.badInput([error.description]) }
}
