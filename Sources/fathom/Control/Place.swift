internal import Answers
internal import ArgumentParser
internal import CoordinatorShell
internal import Foundation
internal import Messaging
internal import RunStore
internal import SweepModel

/// The coordinator that a command speaks to.
struct ServerOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The coordinator; FATHOM_SERVER or tcp://127.0.0.1:7700 by default.", valueName: "tcp://host:port"))
  var server: String?

  static let standard = "tcp://127.0.0.1:7700"
  static var environment: String? {
    ProcessInfo.processInfo.environment["FATHOM_SERVER"].flatMap { $0.isEmpty ? nil : $0 }
  }

  func ask(_ body: ClientRequest.Body, asJSON: Bool, within limit: Duration = .seconds(60)) throws {
    let client = try CoordinatorClient(server ?? Self.environment ?? Self.standard)
    Output.write(try client.answer(to: body, asJSON: asJSON, within: limit))
  }
}

/// Where a reading command reads: a running coordinator when one is named, else a store.
struct PlaceOption: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of the store; .fathom by default.", valueName: "dir")) var store: String?
  @Option(
    help: ArgumentHelp(
      "Ask this coordinator in place of a store; FATHOM_SERVER by default.", valueName: "tcp://host:port"))
  var server: String?

  func read(_ question: Inquiry, asJSON: Bool) throws {
    Output.write(try answer(to: question, asJSON: asJSON, within: .seconds(60)))
  }

  /// The coordinator that is asked, if any.
  var address: String? { server ?? (store == nil ? ServerOption.environment : nil) }

  func answer(to question: Inquiry, asJSON: Bool, within limit: Duration) throws -> String {
    try reader().answer(question, asJSON: asJSON, within: limit)
  }

  func reader() throws -> PlaceReader {
    if let address { return .coordinator(try CoordinatorClient(address)) }
    let folder = store ?? ".fathom"
    return .store(try asInput { try Store.open(folder, as: .reader) })
  }
}

/// A place that was opened once and is read as often as needed.
enum PlaceReader {
  case coordinator(CoordinatorClient)
  case store(Store)

  func answer(_ question: Inquiry, asJSON: Bool, within limit: Duration = .seconds(60)) throws -> String {
    switch self {
    case .coordinator(let client): try client.answer(to: .ask(question), asJSON: asJSON, within: limit)
    case .store(let store): try Reading.answer(question, in: store, asJSON: asJSON)
    }
  }
}
