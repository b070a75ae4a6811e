extension Allocation {
  package struct Settings: Hashable, Sendable {
    /// Jobs that may be queued and running at once.
    package var maxWorkers: Int
    /// Trials that one job's worker runs at once.
    package var slots: Int
    /// How long more jobs than needed may stay queued.
    package var surplusAfter: Duration
    /// Between two looks.
    package var interval = Duration.seconds(10)
    /// After the first refusal in a row, and the longest.
    package var firstPause = Duration.seconds(10)
    package var longestPause = Duration.seconds(600)
    /// How long a job must run to count as one that works and has been given trials.
    package var provenAfter = Duration.seconds(30)
    /// Jobs submitted after one look.
    package var greatestBatch = 25

    package init(maxWorkers: Int, slots: Int, surplusAfter: Duration) {
      self.maxWorkers = maxWorkers
      self.slots = max(slots, 1)
      self.surplusAfter = surplusAfter
    }
  }

  /// A batch system's number of a job; later jobs have higher ones.
  package struct JobID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var number: Int
    package init(_ number: Int) { self.number = number }
    package var description: String { String(number) }
    package static func < (left: JobID, right: JobID) -> Bool { left.number < right.number }
  }

  package struct Job: Hashable, Sendable {
    package enum State: Hashable, Sendable {
      /// Next: running, ended.
      case pending
      /// Next: ending, ended, failed.
      case running
      /// Gives its node back. Next: ended, or pending when it was requeued.
      case ending
      /// Over, for whatever reason that is not its own.
      case ended
      /// Over because its program did not work.
      case failed

      var isAlive: Bool { self == .pending || self == .running || self == .ending }
    }
    package var id: JobID
    package var state: State

    package init(_ id: JobID, _ state: State) { (self.id, self.state) = (id, state) }
  }

  /// Trials of the active sweeps.
  package struct Demand: Hashable, Sendable {
    package var waiting: Int
    /// With workers, these jobs' or others'.
    package var running: Int
    /// Of all sweeps; it only rises.
    package var ended: Int

    package init(waiting: Int, running: Int, ended: Int = 0) {
      (self.waiting, self.running, self.ended) = (waiting, running, ended)
    }
  }

  package enum Step: Hashable, Sendable {
    /// Asking the coordinator, or the batch system for jobs.
    case status, list
    case submit
    /// Jobs end by themselves soon after they started.
    case run
  }

  package enum Event: Hashable, Sendable {
    /// All jobs of this allocation, ended ones included as long as they are listed.
    case looked([Job], Demand)
    case couldNotLook(Step, String)
    /// One job was submitted.
    case accepted
    case refused(String)
  }

  package enum Action: Hashable, Sendable {
    case submit(Int)
    case cancel([JobID])
    case tell(Notice)
  }

  /// What a person should know.
  package enum Notice: Hashable, Sendable, CustomStringConvertible {
    /// Told once for each reason.
    case refused(Step, reason: String, pause: Duration, longest: Duration)
    case answersAgain(Step)

    package var description: String {
      switch self {
      case .refused(let step, let reason, let pause, let longest):
        "\(step.trouble): \(reason). The next try is in \(pause); the pause doubles up to \(longest)."
      case .answersAgain(let step): step.recovery
      }
    }
  }
}

extension Allocation.Step {
  fileprivate var trouble: String {
    switch self {
    case .status: "The coordinator's trials cannot be read, and no job is submitted or cancelled"
    case .list: "The batch system does not list jobs, and none is submitted or cancelled"
    case .submit: "The batch system took no job"
    case .run: "Workers' jobs do nothing"
    }
  }

  fileprivate var recovery: String {
    switch self {
    case .status: "The coordinator answers again."
    case .list: "The batch system lists jobs again."
    case .submit: "The batch system takes jobs again."
    case .run: "Workers' jobs run again."
    }
  }
}
