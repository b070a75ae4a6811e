internal import Answers
internal import Coordination
internal import Messaging
internal import Processes

/// The loop around an allocation: asks Slurm and the coordinator, and does what is decided. It decides nothing.
struct AllocationLoop {
  var allocation: Allocation
  let slurm: Slurm
  let job: WorkerJob
  let place: PlaceOption
  let claim: AllocationClaim
  let start = ContinuousClock.now

  private var now: Duration { ContinuousClock.now - start }

  mutating func run() throws {
    Output.stayUp()
    let stop = try StopRequest()
    Output.log("Allocation '\(slurm.allocation)' is kept; its jobs are called '\(slurm.jobName)'.")
    while !stop.isAsked {
      if claim.isRemoved { return Output.log("Allocation '\(slurm.allocation)' was removed.") }
      if now >= allocation.nextLook {
        for action in allocation.handle(look(), at: now) where !stop.isAsked { carryOut(action) }
      }
      let pause = min(max(allocation.nextLook - now, .zero), .seconds(1))
      _ = try Poller.wait(for: [(.descriptor(stop.descriptor), .readable)], upTo: pause)
    }
    Output.log(
      "Stopped. Jobs stay: the same command finds them, 'fathom alloc remove \(slurm.allocation)' cancels them."
    )
  }

  private func look() -> Allocation.Event {
    let jobs: [Allocation.Job]
    do { jobs = try slurm.jobs() } catch { return .couldNotLook(.list, Self.reason(error)) }
    do { return .looked(jobs, try demand()) } catch { return .couldNotLook(.status, Self.reason(error)) }
  }

  private func demand() throws -> Allocation.Demand {
    let all = try place.reader().standings(of: nil, within: .seconds(15))
    let rows = all.filter { $0.state == "active" }
    return Allocation.Demand(
      waiting: rows.reduce(0) { $0 + $1.waiting }, running: rows.reduce(0) { $0 + $1.running },
      ended: all.reduce(0) { $0 + $1.ended })
  }

  private mutating func carryOut(_ action: Allocation.Action) {
    switch action {
    case .tell(let notice): Output.log(notice.description)
    case .cancel(let ids):
      do {
        try slurm.cancelPending(ids)
        Output.log("Cancelled \(ids.count) queued jobs that nobody needs.")
      } catch { Output.log("Jobs cannot be cancelled: \(Self.reason(error)).") }
    case .submit(let count): submit(count)
    }
  }

  private mutating func submit(_ count: Int) {
    var submitted = 0
    var answers: [Allocation.Action] = []
    for _ in 0..<count {
      do {
        try slurm.submit(job)
        submitted += 1
        answers += allocation.handle(.accepted, at: now)
      } catch {
        answers += allocation.handle(.refused(Self.reason(error)), at: now)
        break
      }
    }
    if submitted > 0 { Output.log("Submitted \(submitted) \(submitted == 1 ? "job" : "jobs").") }
    for action in answers { carryOut(action) }
  }

  /// In one line and without a final stop.
  private static func reason(_ error: any Error) -> String {
    let text =
      switch error {
      case let refusal as BatchCommand.Refusal: refusal.reason
      case let failure as CommandFailure: failure.lines.joined(separator: " ")
      default: "\(error)"
      }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
