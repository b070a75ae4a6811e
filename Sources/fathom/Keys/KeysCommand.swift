internal import Answers
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
      try asInput { () throws(MessagingError) in try keys.folder.create() }
      Output.say("Keys are in '\(keys.folder.path)'. Add who may join: 'fathom keys add NAME'.")
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
    @Option(help: Format.help) var format = Format.table

    func run() throws {
      guard let role = Role(rawValue: role) else {
        throw CommandFailure.badInput("'--role' is '\(role)'. Choose 'worker', 'submitter' or 'viewer'.")
      }
      let made = try asInput { () throws(MessagingError) in
        let endpoint = try Endpoint(at ?? "tcp://\(ProcessInfo.processInfo.hostName):7700")
        let server = try keys.folder.server()
        let own = try keys.folder.add(name, role: role)
        return MadeKey(
          name: name, role: role, key: own.publicKey.description,
          token: JoinAddress(endpoint, security: .client(own, server: server.publicKey)).description)
      }
      try show(made, as: format)
      if format == .table { Output.say("The token is a secret and is shown this once.") }
    }
  }

  struct RevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "End a key: nothing it says is taken any more.")
    @Argument(help: "Whose key.") var name: String
    @OptionGroup var keys: KeysOption

    func run() throws {
      try asInput { () throws(MessagingError) in try keys.folder.revoke(name) }
      Output.say("The key of '\(name)' is revoked. A running coordinator follows within 2 s.")
    }
  }

  struct ListKeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Every key, its role and state.")
    @OptionGroup var keys: KeysOption
    @Option(help: Format.help) var format = Format.table

    func run() throws {
      let entries = try asInput { () throws(MessagingError) in try keys.folder.ring().entries }
      let rows = entries.map {
        ListedKey(name: $0.name, role: $0.role.rawValue, key: $0.key.description, revoked: $0.isRevoked)
      }
      try show(rows, as: format)
    }
  }
}

private struct ListedKey: Answer, Encodable {
  var name, role, key: String
  var revoked: Bool

  func text(width: Int) -> String { "\(revoked ? "revoked" : "in force")  \(role)  \(name)  \(key)\n" }
}

private struct MadeKey: Answer, Encodable {
  var name: String
  var role: Role
  var key, token: String

  /// What to run, whole.
  func text(width: Int) -> String {
    switch role {
    case .worker: "fathom-worker --join \(token)\n"
    case .submitter: "fathom submit SWEEP.yaml --server \(token)\n"
    case .viewer: "fathom status --server \(token)\n"
    }
  }
}

struct KeysOption: ParsableArguments {
  @OptionGroup var store: StoreOption
  @Option(help: ArgumentHelp("Folder of the keys, by default 'keys' in the store.", valueName: "dir"))
  var keys: String?

  var folder: KeyFolder { KeyFolder(keys ?? store.store + "/keys") }
}

extension Role: Encodable {}
