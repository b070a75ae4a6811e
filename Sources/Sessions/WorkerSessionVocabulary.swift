package import Coordination
package import SweepModel

extension WorkerSession {
  /// What happened on the worker's machine.
  package enum Event: Hashable, Sendable {
    /// The connection that `connect` asked for can be spoken on. Words said on an earlier one may be lost.
    case connected
    case disconnected
    case said(CoordinatorMessage)
    /// The slot's process runs and waits for its first trial.
    case slotReady(Int)
    /// The trial's counter of training steps and measured layers, and how far it has come.
    case slotMoved(Int, steps: Int, news: TrialNews? = nil)
    /// What the slot's process has written for people, or its trial has noted. It belongs to the trial that ends next.
    case slotWrote(Int, [UInt8])
    /// The trial ended; the slot waits for its next one.
    case slotFinished(Int, Report.Outcome)
    /// One of several trials that share the slot's process ended; the process goes on.
    case slotEnded(Int, TrialID, Report.Outcome)
    /// The process of several trials ended after all of them; the slot waits for its next one.
    case slotFreed(Int)
    /// The trial wants to be tried at another time; the slot waits for its next one.
    case slotPutOff(Int)
    /// The memory that a slot's process has in use, while its trial has a limit.
    case slotHolds(Int, residentBytes: Int)
    /// The slot's process is gone, by itself or killed.
    case slotDied(Int, FailureClass, String)
    /// What became of a `supply` order.
    case data(DataSupply.News)
    /// What came of the trial that `probe` ordered.
    case probed(Report.Outcome)
    case askedToLeave
    /// `nextDeadline` was reached. Also the first event of all.
    case timePassed
  }

  /// What to do on it.
  package enum Action: Hashable, Sendable {
    /// Open a connection; one that is open is given up first.
    case connect
    case say(WorkerMessage)
    /// Put the report on disk, so that the machine's next agent delivers it should this one die. Comes before the
    /// report is said. A disk that refuses costs only that.
    case spool(Report)
    /// The report is acknowledged or not wanted: take it off the disk.
    case unspool(Lease)
    /// Start the slot's process.
    case spawn(Int)
    /// Give the slot, which is ready or runs others, this trial; it runs what it is given in order.
    case start(Int, Assignment)
    /// The same for trials that share a process.
    case startTogether(Int, [Assignment])
    /// End the slot's process; `slotDied` is said when it is gone.
    case kill(Int)
    /// Let the slot write down where its trial stands and end, so that this machine may go on with it later; `slotDied`
    /// is said when it is gone.
    case release(Int)
    /// See to a data set; `data` tells what became of it.
    case supply(DataSupply.Order)
    /// Run this trial in a process of its own beside the slots; `probed` tells what came of it.
    case probe(specification: [UInt8])
    /// End that process. Nothing is told of it.
    case endProbe
    /// End every slot, then this process. Nothing follows.
    case end(Ending)
  }

  package enum Ending: Hashable, Sendable {
    /// Asked to leave, and everything is handed back or delivered, or the time for that is over.
    case left
    /// The coordinator's words.
    case refused(String)
    /// No slot can be started; why the last one died.
    case noSlotRuns(String)
    /// The worker has not enough of something for the first trial that it was given.
    case nothingFits(Misfit)
  }

  /// A limit of a trial that is beyond what the worker has.
  package enum Misfit: Hashable, Sendable {
    case time(Duration)
    case memory(Int, of: Int)
  }
}
