internal import Answers
internal import Messaging
internal import SweepLanguage
internal import SweepModel

/// A thread beside the coordinator's loop for what takes long and changes nothing: making plans and reading the store.
typealias RequestDesk = Desk<RequestTicket, RequestOutcome>

/// What submitters have asked for and does not come at once.
struct OpenRequests {
  /// Made when it is first needed.
  var desk: RequestDesk?
  var comparison: RunningComparison?
}

/// A request of one connection.
struct RequestTicket: Hashable, Sendable {
  var connection: RoutingID
  var number: UInt32
}

enum RequestOutcome: Sendable {
  case done(String)
  case refused(CommandFailure)
  case planned(SweepPlan, Submission, grownFrom: SweepID?, Format)
}
