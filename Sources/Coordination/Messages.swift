package import SweepModel

/// The right to run one attempt of one trial.
package struct Lease: Hashable, Sendable {
  package var trial: TrialID
  package var attempt: Attempt

  package init(_ trial: TrialID, _ attempt: Attempt) { (self.trial, self.attempt) = (trial, attempt) }
}

/// What a worker says. Every message stands for itself: it may be lost, doubled or reordered with others.
package enum WorkerMessage: Hashable, Sendable {
  /// First words of a connection, and after `whoAreYou`.
  case hello(Hello)
  /// A heart-beat: every lease the worker knows of, and how many leases in all it is willing to hold.
  case beat(room: Int, held: [Holding])
  /// Ended attempts. Repeated until each is acknowledged or revoked.
  case reported(room: Int, [Report])
  /// Leases that were not finished and will not be: the worker is leaving. No attempt is counted.
  case handedBack([Lease])
  /// The worker is gone after this; everything it still held waits again.
  case left
  /// A piece of a data set. Asked again when no answer comes.
  case fetch(PieceRequest)
  /// What came of the `probe` of this number.
  case probed(UInt32, Report.Outcome)
}

/// Who a worker is, and what it holds.
package struct Hello: Hashable, Sendable {
  package var worker: WorkerID
  package var host: String
  package var slots: Int
  /// How many leases in all the worker is willing to hold.
  package var room: Int
  package var numerics: Int
  package var coreType: String
  package var held: [Holding]
  /// Whether it takes programs of users; `nil` of a worker that is too old to say.
  package var offer: ProgramOffer?

  package init(
    worker: WorkerID, host: String, slots: Int, room: Int = 0,
    numerics: Int = Specification.currentNumerics, coreType: String, held: [Holding] = [],
    offer: ProgramOffer? = nil
  ) {
    (self.worker, self.host, self.slots, self.room) = (worker, host, slots, room)
    (self.numerics, self.coreType, self.held, self.offer) = (numerics, coreType, held, offer)
  }
}

/// What a worker has for programs of users.
package struct ProgramOffer: Hashable, Sendable {
  /// Trained and measured is by all; programs are run by those that were started with `--commands`.
  package var runsPrograms: Bool
  /// Ids of the GPUs that its slots share; `nil` where it shares out none, and programs find what there is.
  package var gpus: [String]?

  package init(runsPrograms: Bool, gpus: [String]? = nil) {
    (self.runsPrograms, self.gpus) = (runsPrograms, gpus)
  }

  /// Whether each of so many slots may run a program that asks for so many GPUs.
  package func takes(programsOf need: Int, slots: Int) -> Bool {
    guard runsPrograms, let gpus else { return runsPrograms }
    let each = gpus.isEmpty ? 0 : max(1, gpus.count / max(slots, 1))
    return need <= each
  }
}

/// One lease in a worker's hands.
package struct Holding: Hashable, Sendable {
  package enum Phase: Hashable, Sendable {
    /// Queued behind another trial of the same worker.
    case queued
    /// In a slot; the counter rises with every training step and every measured layer.
    case running(steps: Int)
    /// Ended; its report waits for acknowledgement.
    case reporting
  }
  package var lease: Lease
  package var phase: Phase
  /// How far what runs has come, for people; it decides nothing and is not stored.
  package var news: TrialNews?

  package init(_ lease: Lease, _ phase: Phase, news: TrialNews? = nil) {
    (self.lease, self.phase, self.news) = (lease, phase, news)
  }
}

/// The epoch that a running trial has ended last.
package struct TrialNews: Hashable, Sendable {
  package var epoch: Int
  /// The mean over its steps; `nil` where it is not finite.
  package var loss: Double?

  package init(epoch: Int, loss: Double?) {
    (self.epoch, self.loss) = (epoch, loss.flatMap { $0.isFinite ? $0 : nil })
  }
}

/// The end of one attempt.
package struct Report: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    /// A result (a `TrialResult` in JSON), which `Coordination` carries unopened. Divergence is a result.
    case result([UInt8])
    case failure(FailureClass, String)
  }
  package var lease: Lease
  package var outcome: Outcome
  /// The last words of the attempt, at most `LogTail.limit` bytes; often empty.
  package var log: String

  package init(_ lease: Lease, _ outcome: Outcome, log: String = "") {
    (self.lease, self.outcome, self.log) = (lease, outcome, log)
  }
}

/// What the coordinator says to one worker.
package enum CoordinatorMessage: Hashable, Sendable {
  /// Answer to `hello`: how often to beat, and how long a lease lasts without news.
  case welcome(beatInterval: Duration, leaseLength: Duration)
  case assign([Assignment])
  /// These reports are on disk or superseded; forget them.
  case acknowledged([Lease])
  /// Stop and forget these; nobody waits for their reports.
  case revoked([Lease])
  /// The coordinator does not know the sender (it restarted, say). Answer with `hello`.
  case whoAreYou
  /// The sender cannot take part; the text says why. It should end.
  case refused(String)
  /// What `fetch` asked for.
  case piece(DataPiece)
  /// Nothing of this data set is given out; the text says why.
  case withheld(DataID, String)
  /// Run this specification besides all trials, and say `probed` under the same number: nothing of it is stored.
  case probe(UInt32, specification: [UInt8])
}

/// One trial to run. The specification is canonical JSON whose hash is the trial's id.
package struct Assignment: Hashable, Sendable {
  package var lease: Lease
  package var specification: [UInt8]
  /// Where the submitting machine found the trial's data file; empty when it needs none.
  package var dataPath: String
  package var limits: AttemptLimits

  package init(_ lease: Lease, specification: [UInt8], dataPath: String, limits: AttemptLimits = .none) {
    (self.lease, self.specification, self.dataPath, self.limits) = (lease, specification, dataPath, limits)
  }
}
