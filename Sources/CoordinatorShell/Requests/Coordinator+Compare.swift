internal import Answers
internal import Comparisons
internal import Coordination
internal import Findings
internal import Messaging
internal import RunStore
internal import SweepLanguage
internal import SweepModel

/// One reference trial on every worker that has joined, for `doctor --compare`.
///
/// It is no trial of a sweep: a trial is the hash of what decides its numbers and has one accepted result, so the same trial
/// cannot be planned once a worker. Nothing of it is stored.
struct RunningComparison {
  let ticket: RequestTicket
  let format: Format
  let number: UInt32
  let until: Duration
  /// Workers that were asked, by name, with their host; those that have not answered yet.
  let hosts: [WorkerID: String]
  var waiting: Set<WorkerID>
  var answers: [CoreTypeComparison.Answer] = []
}

extension Coordinator {
  /// Longer than a worker lets it run.
  private static let comparingTime = Duration.seconds(70)

  func compare(_ ticket: RequestTicket, as format: Format) throws {
    // The same request again is answered with the first.
    if requests.comparison?.ticket == ticket { return }
    guard requests.comparison == nil else {
      throw CommandFailure.failed("Another comparison is under way. Ask again in a minute.")
    }
    let workers = dispatcher.workerStandings.filter { $0.presence != .silent }
    guard !workers.isEmpty else {
      throw CommandFailure.failed("No worker has joined, so there is nothing to compare.")
    }
    let number = UInt32.random(in: 1 ... .max)
    let specification = try ReferenceTrial.specification()
    requests.comparison = RunningComparison(
      ticket: ticket, format: format, number: number, until: now + Self.comparingTime,
      hosts: Dictionary(workers.map { ($0.worker, $0.host) }) { $1 }, waiting: Set(workers.map(\.worker)))
    for worker in workers {
      if let connection = directory.connection(of: worker.worker) {
        try say(.probe(number, specification: specification), to: connection)
      }
    }
  }

  func hear(probe number: UInt32, _ outcome: Coordination.Report.Outcome, from worker: WorkerID) {
    guard requests.comparison?.number == number, requests.comparison?.waiting.remove(worker) != nil else {
      return
    }
    var answer = CoreTypeComparison.Answer(
      worker: worker.name, host: requests.comparison?.hosts[worker] ?? "", result: nil)
    switch outcome {
    case .failure(_, let text): answer.trouble = text
    case .result(let bytes):
      do {
        answer.result = try ResultCodec.decode(bytes)
      } catch { answer.trouble = "Its result cannot be read: \(error)" }
    }
    requests.comparison?.answers.append(answer)
  }

  /// Answers once every worker has, or its time is over.
  func endComparison() throws {
    guard let comparison = requests.comparison, comparison.waiting.isEmpty || comparison.until <= now else {
      return
    }
    requests.comparison = nil
    let silent = comparison.waiting.map {
      CoreTypeComparison.Answer(
        worker: $0.name, host: comparison.hosts[$0] ?? "", result: nil, trouble: "It did not answer.")
    }
    let found = CoreTypeComparison(comparison.answers + silent)
    try answer(comparison.ticket, .done, found.written(as: comparison.format))
  }
}

extension CoreTypeComparison: Answer {
  package func text(width: Int) -> String { text }
}

/// A second of work that uses every measure.
enum ReferenceTrial {
  private static let text = """
    dataset: teacher
    samples: 1000
    inputs: 32
    target_dim: 8
    target_rank: 3
    depth: 5
    width: 64
    weight_decay: 1.0e-3
    learning_rate: 0.05
    batch_size: 50
    epochs: 20
    seed: 1
    measure_every: 10
    metrics: [nrc, ranks, intrinsic_dimension]
    """

  static func specification() throws -> [UInt8] {
    let plan = try SweepPlan.trial(text: text, path: "reference") { _, _ in throw NoData() }
    guard let trial = plan.trials.first else { throw NoData() }
    return trial.spec.canonicalBytes
  }

  private struct NoData: Error {}
}
