package import Coordination
package import SweepModel

/// What a submitter asks of a coordinator. Each request may be sent again: it is answered again and changes nothing more.
package struct ClientRequest: Hashable, Sendable {
  package enum Body: Hashable, Sendable {
    case submit(Submission)
    case order(SweepOrder, sweep: String)
    case ask(Inquiry)
    /// One reference trial on every worker that has joined.
    case compare
  }

  /// The client's own, told again with the answer.
  package var number: UInt32
  /// Whether data is answered as JSON.
  package var asJSON: Bool
  package var body: Body

  /// What the sender's key must allow, where there are keys.
  package var role: Role { if case .ask = body { .viewer } else { .submitter } }

  package init(number: UInt32, asJSON: Bool, _ body: Body) {
    (self.number, self.asJSON, self.body) = (number, asJSON, body)
  }
}

/// A sweep file with what its data files are: the coordinator makes the plan from it anew.
package struct Submission: Hashable, Sendable {
  /// The plan as the client makes it.
  package var id: SweepID
  package var file: String
  /// Of the file, as its messages name it.
  package var path: String
  package var data: [KnownData]
  /// The sweep that this one is grown from, as a person selects it.
  package var grownFrom: String?

  package init(
    id: SweepID, file: String, path: String, data: [KnownData], grownFrom: String? = nil
  ) {
    (self.id, self.file, self.path, self.data, self.grownFrom) = (id, file, path, data, grownFrom)
  }
}

/// What is known of a data file, and the name under which the plan asks for it.
package struct KnownData: Hashable, Sendable {
  package var name: String
  package var facts: DataFacts

  package init(_ name: String, _ facts: DataFacts) { (self.name, self.facts) = (name, facts) }
}

/// What a submitter wants to read.
package enum Inquiry: Hashable, Sendable {
  /// Some sweeps or all of them, in lines of at most `width`.
  case status(sweep: String?, width: Int = 0)
  case trials(TrialInquiry)
  /// Of the trial whose id starts so.
  case explain(trial: String)
  /// Some sweeps or all of them and what runs where, in lines of at most `width`, about `height` of them; 0 for any number.
  case watch(sweep: String?, width: Int, height: Int)

  package static let widths = 20...400
  package static let heights = 0...400
  /// Of a table; 0 for any width.
  package static let tableWidths = 0...400
}

/// Which trials of one sweep to list, and how.
package struct TrialInquiry: Hashable, Sendable {
  package var sweep: String
  package var state: TrialState?
  /// Over the columns of the `trials` table; empty for every trial.
  package var condition: String
  /// Columns with commas between them; empty for the sweep's own order.
  package var order: String
  /// At most so many; 0 for all.
  package var limit: Int
  /// Of the longest line; 0 for any width.
  package var width: Int

  package init(
    sweep: String, state: TrialState? = nil, condition: String = "", order: String = "", limit: Int = 0,
    width: Int = 0
  ) {
    (self.sweep, self.state, self.condition) = (sweep, state, condition)
    (self.order, self.limit, self.width) = (order, limit, width)
  }

  package static let limits = 0...Limits.rows
}

/// A part of what the coordinator answers.
package struct ClientAnswer: Hashable, Sendable {
  package enum Status: UInt8, Hashable, Sendable, CaseIterable {
    case moreFollows = 0
    case done, failed, badInput
  }

  package var number: UInt32
  /// From 0.
  package var part: Int
  package var status: Status
  /// What to print: data when done, else a sentence a line.
  package var text: [UInt8]

  package init(number: UInt32, part: Int = 0, status: Status, text: [UInt8]) {
    (self.number, self.part, self.status, self.text) = (number, part, status, text)
  }
}
