extension WorkerSession {
  package struct Settings: Hashable, Sendable {
    package var link = Link()
    package var slots = Slots()
    package var reports = Reports()
    package var stay = Stay()
    /// How data sets come to this machine.
    package var data = DataSupply.Settings()
    /// How long a probe may take.
    package var probeTime = Duration.seconds(60)

    package init() {}
  }
}

extension WorkerSession.Settings {
  /// The first and the longest pause before the next try to connect, or to start a slot that died on starting.
  package struct Pauses: Hashable, Sendable {
    package var first = Duration.milliseconds(250)
    package var longest = Duration.seconds(15)
  }

  package struct Link: Hashable, Sendable {
    /// How long an answer to hello may take before the next try to connect.
    package var answerTime = Duration.seconds(2)
    package var pauses = Pauses()
  }

  package struct Slots: Hashable, Sendable {
    /// Work that is kept queued, so that slots do not wait for the coordinator between short trials.
    package var queuedWork = Duration.milliseconds(300)
    /// Trials a slot may have at hand, the running one included.
    package var greatestDepth = 256
    /// Work that a slot's process is given beyond the trial it runs, and how many trials that may be: between
    /// trials that end at once it shall not wait for its agent.
    package var aheadWork = Duration.milliseconds(1)
    package var greatestAhead = 64
    /// Deaths in a row of a slot that never became ready, after which it is given up.
    package var greatestDeaths = 5
    package var pauses = Pauses()
    /// How long a slot waits for trials that may share a process with those that are there.
    package var gathering = Duration.milliseconds(250)
    /// What a process of several trials may take after all of them, beside its grace.
    package var tail = Duration.seconds(10)
    /// Leases asked for at most.
    package var greatestRoom = 16_384
    /// Cores that trials which use several share out.
    package var cores = Int.max
    /// Memory that the slots may have in use together; `nil` when nothing is known.
    package var memoryBytes: Int?
  }

  package struct Reports: Hashable, Sendable {
    /// Reports in one message, and the bytes of results in one.
    package var batch = 256
    package var batchBytes = 1 << 20
    /// How long a report may wait for others to join it.
    package var delay = Duration.milliseconds(20)
    /// When a report that was not acknowledged is said again.
    package var repeatAfter = Duration.seconds(5)
    /// Reports of attempts shorter than this are not spooled: running them again is cheaper than the disk.
    package var spoolFrom = Duration.milliseconds(20)
  }

  package struct Stay: Hashable, Sendable {
    /// How long leaving may take while reports wait for acknowledgement.
    package var leavingTime = Duration.seconds(3)
    /// How long the worker stays with nothing assigned; `nil` is for ever.
    package var idleTime: Duration?
    /// When its machine is taken away, on the session's clock; `nil` is never. It leaves `wallMargin` before.
    package var wallTime: Duration?
    package var wallMargin = Duration.seconds(20)
  }
}
