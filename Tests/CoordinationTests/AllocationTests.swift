import Coordination
import Testing

/// An allocation, the batch system that it speaks to, and virtual time.
private struct AllocationLab {
  var allocation: Allocation
  var now = Duration.zero
  var jobs: [Allocation.Job] = []
  var notices: [String] = []
  var cancelled: [Int] = []
  var submissions = 0
  var refusal: String?
  private var last = 0

  init(maxWorkers: Int = 3, slots: Int = 1) {
    allocation = Allocation(.init(maxWorkers: maxWorkers, slots: slots, surplusAfter: .seconds(60)))
  }

  /// One turn of the loop; answers how many jobs were submitted in it.
  @discardableResult
  mutating func look(_ waiting: Int, _ running: Int = 0) -> Int {
    carryOut(.looked(jobs, .init(waiting: waiting, running: running)))
  }

  mutating func carryOut(_ event: Allocation.Event) -> Int {
    var taken = 0
    for action in allocation.handle(event, at: now) {
      switch action {
      case .tell(let notice): notices.append(notice.description)
      case .cancel(let ids):
        cancelled += ids.map(\.number)
        jobs.removeAll { ids.contains($0.id) }
      case .submit(let count):
        for _ in 0..<count {
          submissions += 1
          if let refusal {
            _ = carryOut(.refused(refusal))
            break
          }
          last += 1
          jobs.append(.init(.init(last), .pending))
          _ = carryOut(.accepted)
          taken += 1
        }
      }
    }
    return taken
  }

  mutating func become(_ state: Allocation.Job.State, _ numbers: Int...) {
    for place in jobs.indices where numbers.contains(jobs[place].id.number) { jobs[place].state = state }
  }

  /// Turns whenever one is due.
  mutating func pass(_ length: Duration, _ waiting: Int, _ running: Int = 0) {
    let end = now + length
    while allocation.nextLook <= end {
      now = max(now, allocation.nextLook)
      look(waiting, running)
    }
    now = end
  }
}

@Suite struct AllocationTests {
  @Test(arguments: [
    (waiting: 0, running: 0, slots: 1, jobs: 0), (0, 5, 1, 0), (1, 0, 1, 1), (2, 0, 1, 2), (100, 0, 1, 3),
    (4, 0, 4, 1), (5, 0, 4, 2), (1, 8, 1, 1),
  ])
  func `jobs are as many as the waiting trials need and at most the limit`(
    waiting: Int, running: Int, slots: Int, jobs: Int
  ) {
    var lab = AllocationLab(slots: slots)
    #expect(lab.look(waiting, running) == jobs)
  }

  @Test func `queued and running jobs are not submitted again`() {
    var lab = AllocationLab()
    lab.look(100)
    lab.become(.running, 1, 2)
    lab.pass(.seconds(300), 98, 2)
    #expect(lab.submissions == 3)
  }

  @Test func `a job that ended is replaced while trials wait, and one that gives its node back is not yet`() {
    var lab = AllocationLab()
    lab.look(100)
    lab.become(.running, 1, 2, 3)
    lab.pass(.seconds(60), 97, 3)
    lab.become(.ending, 2)
    #expect(lab.look(98, 2) == 0)
    lab.become(.ended, 2)
    #expect(lab.look(98, 2) == 1)
  }

  @Test func `a loop that starts again finds its jobs and doubles none`() {
    var lab = AllocationLab()
    lab.look(100)
    lab.become(.running, 1)
    lab.allocation = Allocation(.init(maxWorkers: 3, slots: 1, surplusAfter: .seconds(60)))
    lab.pass(.seconds(120), 99, 1)
    #expect(lab.submissions == 3)
    #expect(lab.cancelled == [])
  }

  @Test func `workers from elsewhere do not make a job that has just started be submitted twice`() {
    var lab = AllocationLab(maxWorkers: 9)
    #expect(lab.look(2, 10) == 2)
    lab.become(.running, 1, 2)
    #expect(lab.look(2, 10) == 0)
  }

  @Test func `queued jobs go at once when every trial has ended`() {
    var lab = AllocationLab()
    lab.look(100)
    lab.become(.running, 1)
    lab.look(0, 0)
    #expect(lab.cancelled == [2, 3])
  }

  @Test func `of too many queued jobs the latest go, and only after a while`() {
    var lab = AllocationLab()
    lab.look(100)
    lab.become(.running, 1)
    lab.pass(.seconds(59), 1, 4)
    #expect(lab.cancelled == [])
    lab.look(2, 3)
    lab.pass(.seconds(59), 1, 4)
    #expect(lab.cancelled == [], "there was need in between")
    lab.pass(.seconds(11), 1, 4)
    #expect(lab.cancelled == [3])
  }

  @Test func `refusals are told once and tried again after pauses that double`() {
    var lab = AllocationLab()
    lab.refusal = "Invalid partition"
    lab.pass(.seconds(630), 100)
    // At 0, 10, 30, 70, 150, 310 and 630 s.
    #expect(lab.submissions == 7)
    #expect(lab.notices.count == 1)
    lab.pass(.seconds(36_000), 100)
    #expect((60...75).contains(lab.submissions), "the longest pause is ten minutes")
    lab.refusal = nil
    lab.pass(.seconds(700), 100)
    #expect(lab.notices.last == "The batch system takes jobs again.")
    #expect(lab.jobs.count == 3)
  }

  @Test func `another reason is told too`() {
    var lab = AllocationLab()
    lab.refusal = "Invalid partition"
    lab.look(1)
    lab.now = .seconds(100)
    lab.refusal = "Job violates accounting policy"
    lab.look(1)
    #expect(lab.notices.count == 2)
  }

  @Test func `jobs that fail are not submitted on and on`() {
    var lab = AllocationLab()
    lab.look(100)
    for _ in 0..<360 {
      lab.now += .seconds(10)
      for job in lab.jobs { lab.become(.failed, job.id.number) }
      lab.look(100)
    }
    #expect((8...14).contains(lab.submissions), "\(lab.submissions) in an hour")
    #expect(lab.notices.count == 1)
  }

  @Test func `jobs that run and end while trials wait and nobody has any are not submitted on and on`() {
    var lab = AllocationLab()
    lab.look(100)
    for _ in 0..<180 {
      for job in lab.jobs where job.state == .pending { lab.become(.running, job.id.number) }
      lab.pass(.seconds(10), 100)
      for job in lab.jobs where job.state == .running { lab.become(.ended, job.id.number) }
      lab.pass(.seconds(10), 100)
    }
    #expect((8...14).contains(lab.submissions), "\(lab.submissions) in an hour")
    #expect(lab.notices.count == 1)
    #expect(
      lab.notices.first?.contains("Workers' jobs do nothing: job 3 ended and no trial with it.") == true)
    // One of them is given a trial.
    lab.pass(.seconds(700), 100)
    lab.become(.running, lab.jobs.count)
    lab.pass(.seconds(60), 99, 1)
    #expect(lab.notices.last == "Workers' jobs run again.")
    #expect(lab.jobs.count { $0.state == .pending } == 2)
  }

  @Test func `a job that ended beside trials that run or have ended is of use`() {
    for (running, ended) in [(1, 0), (0, 1)] {
      var lab = AllocationLab()
      lab.look(100)
      lab.become(.running, 1, 2, 3)
      lab.look(100)
      lab.become(.ended, 2)
      #expect(lab.carryOut(.looked(lab.jobs, .init(waiting: 90, running: running, ended: ended))) == 1)
      #expect(lab.notices.isEmpty)
    }
  }

  @Test func `a worker that still runs on another node does not excuse the ones that fail`() {
    var lab = AllocationLab()
    lab.look(100)
    lab.become(.running, 1)
    lab.become(.failed, 2, 3)
    lab.pass(.seconds(300), 99, 1)
    let submitted = lab.submissions
    lab.become(.failed, 4)
    lab.pass(.seconds(5), 99, 1)
    #expect(lab.submissions == submitted)
    lab.pass(.seconds(100), 99, 1)
    lab.become(.running, 5)
    lab.pass(.seconds(60), 98, 2)
    #expect(lab.notices.last == "Workers' jobs run again.")
  }

  @Test func `without an answer nothing is submitted or cancelled`() {
    var lab = AllocationLab()
    lab.look(3)
    #expect(lab.carryOut(.couldNotLook(.status, "no answer")) == 0)
    #expect(lab.allocation.nextLook == .seconds(10))
    lab.now = .seconds(10)
    _ = lab.carryOut(.couldNotLook(.status, "no answer"))
    #expect(lab.allocation.nextLook == .seconds(30))
    #expect(lab.cancelled == [])
    #expect(lab.notices.count == 1)
    lab.look(3)
    #expect(lab.notices.last == "The coordinator answers again.")
  }
}
