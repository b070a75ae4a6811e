internal import Answers
internal import ArgumentParser
internal import CoordinatorShell
internal import Foundation
internal import Messaging
internal import RunStore

/// The coordinator that a command speaks to.
struct ServerOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The coordinator; FATHOM_SERVER or tcp://127.0.0.1:7700 by default.", valueName: "tcp://host:port"))
  var server: String?

  static let standard = "tcp://127.0.0.1:7700"
  static var environment: String? { ProcessInfo.processInfo.value(of: "FATHOM_SERVER") }

  func ask(_ body: ClientRequest.Body, as format: Format, within limit: Duration = .seconds(60)) throws {
    let client = try CoordinatorClient(server ?? Self.environment ?? Self.standard)
    Output.write(try client.answer(to: body, as: format, within: limit))
  }
}

/// Where a reading command reads: a running coordinator when one is named, else a store.
struct PlaceOption: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of the store; .fathom by default.", valueName: "dir")) var store: String?
  @Option(
    help: ArgumentHelp(
      "Ask this coordinator in place of a store; FATHOM_SERVER by default.", valueName: "tcp://host:port"))
  var server: String?

  /// The coordinator that is asked, if any.
  var address: String? { server ?? (store == nil ? ServerOption.environment : nil) }

  func read(_ question: Inquiry, as format: Format) throws {
    Output.write(try reader().answer(question, as: format))
  }

  func reader() throws -> PlaceReader {
    if let address { return .coordinator(try CoordinatorClient(address)) }
    return .store(try asInput { try Store.open(store ?? ".fathom", as: .reader) })
  }
}

/// A place that was opened once and is read as often as needed.
enum PlaceReader {
  case coordinator(CoordinatorClient)
  case store(Store)

  /// What to print. A coordinator chooses between words and data as a reader of its store would.
  func answer(_ question: Inquiry, as format: Format, within limit: Duration = .seconds(60)) throws -> String
  {
    switch self {
    case .coordinator(let client): try client.answer(to: .ask(question), as: format, within: limit)
    case .store(let store): try Reading.answer(question, in: store, as: format)
    }
  }

  /// For what a command does with an answer besides printing it.
  func decoded<Value: Decodable>(
    _ type: Value.Type, _ question: Inquiry, within limit: Duration = .seconds(60)
  ) throws -> Value {
    try JSONDecoder().decode(type, from: Data(answer(question, as: .json, within: limit).utf8))
  }

  /// How far the selected sweeps are, or all.
  func standings(of sweep: String?, within limit: Duration = .seconds(60)) throws -> [ReadStanding] {
    try decoded([ReadStanding].self, .status(sweep: sweep), within: limit)
  }
}

struct ReadStanding: Decodable {
  var state: String
  var trials, ended, waiting, running: Int
  /// Whether it may ask for more trials than it has.
  var grows: Bool?
}

extension Inquiry {
  /// Of this terminal, in the words of an inquiry.
  static var tableWidth: Int { Output.tableWidth == .max ? 0 : Output.tableWidth }
}

extension ProcessInfo {
  /// A variable that is set to something.
  func value(of variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
}
