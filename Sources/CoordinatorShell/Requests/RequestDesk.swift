internal import Answers
internal import Messaging
internal import SweepLanguage
internal import SweepModel

/// A thread beside the coordinator's loop for what takes long and changes nothing: making plans and reading the store.
typealias RequestDesk = Desk<RequestTicket, RequestOutcome>

/// What submitters have asked for and does not come at once.
struct OpenRequests {
  /// For what is answered in a moment, for long lists, and for plans; each is made when it is first needed. What is short
  /// waits for nothing that is long.
  var desk: RequestDesk?
  var longReader: RequestDesk?
  var planner: RequestDesk?
  /// What is being worked on, by connection.
  var underWay: [RoutingID: Set<UInt32>] = [:]
  var answers = OpenAnswers()
  var comparison: RunningComparison?

  static let ofOneConnection = 2

  func count(of connection: RoutingID) -> Int {
    (underWay[connection]?.count ?? 0) + answers.count(to: connection)
  }

  /// Whether an answer to it is on its way or being made.
  func isOpen(_ ticket: RequestTicket) -> Bool {
    underWay[ticket.connection]?.contains(ticket.number) == true || answers.contains(ticket)
  }

  mutating func ended(_ ticket: RequestTicket) {
    underWay[ticket.connection]?.remove(ticket.number)
    if underWay[ticket.connection]?.isEmpty == true { underWay[ticket.connection] = nil }
  }
}

enum RequestOutcome: Sendable {
  case done(String)
  case refused(CommandFailure)
  case planned(SweepPlan, Submission, grownFrom: SweepID?, Format)
}
