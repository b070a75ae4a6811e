package import SweepModel

/// What the cells on one dataset say to one question, in words and in numbers.
package struct Finding: Hashable, Sendable {
  package var question: Question
  /// Name of the data that it holds for.
  package var data: String
  /// False when the numbers do not suffice; the sentence then starts with `No claim:` and says why.
  package var isClaim: Bool
  package var sentence: String
  /// The answer in a few words without a full stop, for a summary; empty where the sentence is short, or claims nothing.
  package var headline = ""
  package var numbers: FindingTable
  /// The trials that entered, in sweep order.
  package var trials: [TrialID]

  package static func claim(
    _ question: Question, _ group: DataGroup, _ sentence: String, _ numbers: FindingTable, trials: [TrialID],
    headline: String = ""
  ) -> Finding {
    Finding(
      question: question, data: group.name, isClaim: true, sentence: sentence, headline: headline,
      numbers: numbers, trials: trials)
  }

  package static func noClaim(
    _ question: Question, _ group: DataGroup, _ reason: String, _ numbers: FindingTable = FindingTable(),
    trials: [TrialID] = []
  ) -> Finding {
    Finding(
      question: question, data: group.name, isClaim: false, sentence: "No claim: " + reason, numbers: numbers,
      trials: trials)
  }
}

/// Least number of trials of one cell that a claim about it needs: without two there is no spread.
package let trialsForClaim = 2
