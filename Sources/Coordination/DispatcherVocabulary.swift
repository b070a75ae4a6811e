package import SweepModel

extension Dispatcher {
  /// What happened.
  package enum Event: Hashable, Sendable {
    /// Trials to run, in plan order, each with where it stands: new, or as the store tells after a restart.
    /// A trial that is known already is left alone, except that a failed one planned as waiting starts over.
    case planned([DispatchedTrial], of: DispatchedSweep = DispatchedSweep())
    /// What the method of a sweep that was not over asks for besides, as the store has it; with `isOver` it asks for
    /// nothing more. An answer to `propose` that has no trials and is not the end is asked for again once another one ends.
    case sweepGrew(SweepID, [DispatchedTrial], isOver: Bool)
    /// A person asks this of a sweep.
    case ordered(SweepOrder, SweepID)
    /// Another sweep, which was planned with all of this one's trials, takes them over.
    case replaced(SweepID)
    /// A worker spoke. An ended attempt's result must be readable: the loop turns one that is not into a failure.
    case said(WorkerID, WorkerMessage)
    /// The worker cannot be reached just now.
    case disconnected(WorkerID)
    /// `nextDeadline` was reached, and everything received before was handed over.
    case timePassed
  }

  /// What to do. Every record of a batch is on disk before anything else of the batch is carried out.
  package enum Action: Hashable, Sendable {
    case record(Record)
    case send(WorkerID, CoordinatorMessage)
    /// Send `assign` with these leases, whose specifications the loop looks up.
    case assign(WorkerID, [Lease])
    /// A trial of this sweep has ended and its method has not said that this is all: ask it, put what it asks for on
    /// disk, and say `sweepGrew`. A coordinator that dies in between is asked again, or finds the trials planned.
    case propose(SweepID)
    /// Nothing more will be said to this worker until it says hello again.
    case forget(WorkerID)
  }

  /// A fact to keep. Each is told once, but keeping one twice must change nothing.
  package enum Record: Hashable, Sendable {
    /// Comes before every other record of this worker.
    case workerJoined(WorkerID, host: String, slots: Int, coreType: String)
    case workerExpired(WorkerID)
    case workerLeft(WorkerID)
    /// Told again, with the same attempt, when a worker whose lease had lapsed comes back with the trial.
    case leasesGranted([Lease], WorkerID)
    /// The trial's one result. Its attempt may have been recorded as failed or expired before.
    case accepted(Lease, WorkerID, result: [UInt8])
    /// A report that came too late and was dropped.
    case superseded(Lease, WorkerID)
    /// An attempt that counts; with `isFinal` the trial is given up.
    case attemptFailed(Lease, WorkerID, FailureClass, String, isFinal: Bool)
    /// Not known to have started when its worker went silent or got stuck. Does not count as a failure.
    case leaseExpired(Lease, WorkerID)
    case handedBack(Lease, WorkerID)
    /// So many different trials failed there in a row: it gets nothing new for a time.
    case workerSetAside(WorkerID, host: String, failures: Int, Duration)
    /// It behaves as no worker of Fathom does, or as one that stands in others' way.
    case workerMisbehaved(WorkerID, host: String, Misconduct)
    case sweepChanged(SweepID, SweepState)
    case sweepPrioritised(SweepID, Int)
    /// These were given up and start over: no attempt so far counts.
    case trialsRetried([TrialID])
  }

  package enum Misconduct: Hashable, Sendable {
    /// It gave back what it was given, so many times in a row, and ended nothing: it gets nothing new for a time.
    case handsBack(times: Int, Duration)
    /// It has ended nothing for so long. What it had not started waits for others, and until it ends something it gets nothing.
    case holds(trials: Int, Duration)
    /// It reported what it does not hold, so many times in a row.
    case reportsOthers(times: Int)
  }

  package struct Settings: Hashable, Sendable {
    /// How often a worker is told to beat.
    package var beatInterval = Duration.seconds(1)
    /// How long a lease lasts without news of its trial.
    package var leaseLength = Duration.seconds(30)
    /// A worker silent for this long gets nothing new.
    package var suspectAfter = Duration.seconds(10)
    /// The numerics version a worker must have.
    package var numerics = Specification.currentNumerics
    /// Leases in one message.
    package var batch = 512
    /// Leases that one worker may hold, whatever it asks for.
    package var greatestRoom = 16_384
    package var greatestSlots = 1_024
    /// Beats that may list a trial as ended while its report does not arrive.
    package var greatestReportingBeats = 600
    /// Attempts lost before they were known to have started, after which each further one counts as a failure:
    /// such a trial may be what ends its workers.
    package var greatestUnstarted = 20
    /// When a worker, and when a whole host, is set aside.
    package var workerRule = Conduct.Rule(failures: 5)
    package var hostRule = Conduct.Rule(failures: 10)
    /// Messages that give back what was granted, without an end between them, before a worker is set aside.
    package var greatestHandBacks = 50
    /// Messages that report nothing but what the worker does not hold, in a row.
    package var greatestForeignReports = 1_000
    /// How long a worker may hold trials and end none before others get what it has not started.
    package var greatestHold = Duration.seconds(3_600)
    /// How much later than the worker the coordinator ends an attempt that has a time limit, beside a lease's length.
    package func overtime(of limit: Duration) -> Duration { leaseLength + limit / 10 }
    /// For so long at most, fetching data is no time of the trial.
    package var greatestFetch = Duration.seconds(21_600)

    package init() {}
  }
}
