import Sessions
import SweepModel

/// What goes wrong in one history, and how often. Everything that ends workers or coordinators stops at `calm`;
/// the network stays as it is.
struct Weather: Equatable {
  var trials = 6
  var workers = 2
  var slots = 1
  var retries = 1_000
  /// Shares of messages.
  var lost = 0.0
  var doubled = 0.0
  var delayed = 0.0
  /// Shares of attempts.
  var crashing = 0.0
  var hanging = 0.0
  /// Share of trials whose input is bad.
  var bad = 0.0
  /// Shares of attempts that take seconds; the others take milliseconds.
  var long = 0.3
  /// Mean times between faults of the cluster; `nil` for never.
  var coordinatorCrashes: Duration?
  var workerCrashes: Duration?
  var partitions: Duration?
  var freezes: Duration?
  var departures: Duration?
  /// Share of commits that fail once.
  var failingCommits = 0.0
  /// Sweeps that ask for the trials, each for a part and all together for every one of them.
  var sweeps = 1
  /// How often one more sweep grows, when all that it asked for has ended, before it is over; 0 for no such sweep.
  var rounds = 0
  /// Mean time between what people ask of sweeps; after `calm` they let every sweep go on.
  var orders: Duration?
  /// What slots are given beyond the trial they run: by default nothing, as no attempt is as short.
  var aheadWork = WorkerSession.Settings().slots.aheadWork
  /// Trials that may share a process; 0 where each has its own.
  var together = 0
  var calm = Duration.seconds(40)

  init() {}

  /// Any weather.
  init(_ random: inout RandomStream) {
    trials = 1 + random.below(10)
    workers = 1 + random.below(3)
    slots = 1 + random.below(2)
    lost = random.below(2) == 0 ? 0 : 0.25 * random.uniform()
    doubled = random.below(2) == 0 ? 0 : 0.25 * random.uniform()
    delayed = random.below(2) == 0 ? 0 : 0.2 * random.uniform()
    crashing = random.below(2) == 0 ? 0 : 0.2 * random.uniform()
    hanging = random.below(2) == 0 ? 0.2 * random.uniform() : 0
    bad = random.below(4) == 0 ? 0.2 : 0
    long = random.uniform()
    func sometimes(_ random: inout RandomStream) -> Duration? {
      random.below(2) == 0 ? nil : .seconds(4 + 30 * random.uniform())
    }
    coordinatorCrashes = sometimes(&random)
    workerCrashes = sometimes(&random)
    partitions = sometimes(&random)
    freezes = sometimes(&random)
    departures = random.below(3) == 0 ? sometimes(&random) : nil
    failingCommits = random.below(4) == 0 ? 0.2 : 0
    sweeps = 1 + random.below(3)
    orders = sometimes(&random)
    if random.below(3) == 0 { aheadWork = .milliseconds(400) }
  }
}
