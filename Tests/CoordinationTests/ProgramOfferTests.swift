import Coordination
import SweepModel
import Testing

/// Programs go to workers that run them, and everything else goes past.
@Suite struct ProgramOfferTests {
  private static let native = SweepID(high: 1, low: 1)
  private static let programs = SweepID(high: 2, low: 2)

  private func lab(gpus: Int = 0, priority: Int = 5) -> DispatcherLab {
    let lab = DispatcherLab()
    func plan(_ places: Range<Int>, _ sweep: DispatchedSweep) {
      lab.hand(.planned(places.map { DispatchedTrial(trial($0), retries: 0) }, of: sweep))
    }
    plan(0..<3, DispatchedSweep(Self.native))
    plan(10..<13, DispatchedSweep(Self.programs, priority: priority, programGPUs: gpus))
    return lab
  }

  private func greet(
    _ lab: DispatcherLab, _ worker: WorkerID, _ offer: ProgramOffer?, slots: Int = 1, room: Int = 9
  ) -> [UInt64] {
    var hello = Hello.of(worker, slots: slots, room: room)
    hello.offer = offer
    lab.say(worker, .hello(hello))
    return (lab.takeAssigned()[worker] ?? []).map(\.trial.low).sorted()
  }

  @Test(arguments: [-5, 0, 5])
  func `a worker that runs none gets all else, whatever comes first`(priority: Int) {
    let lab = lab(priority: priority)
    #expect(greet(lab, "w-1", ProgramOffer(runsPrograms: false)) == [0, 1, 2])
    #expect(greet(lab, "w-2", ProgramOffer(runsPrograms: true)) == [10, 11, 12])
  }

  @Test func `a worker that is too old to say gets both`() {
    #expect(greet(lab(), "w-1", nil) == [0, 1, 2, 10, 11, 12])
  }

  @Test(arguments: [
    (0, [], 1, true), (1, [], 1, false), (1, ["0"], 1, true), (2, ["0"], 1, false), (1, ["0"], 8, true),
    (2, ["0", "1"], 1, true), (2, ["0", "1", "2"], 2, false), (2, ["0", "1", "2", "3"], 2, true),
  ])
  func `a trial that asks for GPUs goes where each slot has as many`(
    need: Int, gpus: [String], slots: Int, isTaken: Bool
  ) {
    let offer = ProgramOffer(runsPrograms: true, gpus: gpus)
    #expect(offer.takes(programsOf: need, slots: slots) == isTaken)
    let lab = lab(gpus: need)
    #expect(greet(lab, "w-1", offer, slots: slots).contains(10) == isTaken)
    // One that shares out none lets programs find what there is.
    #expect(ProgramOffer(runsPrograms: true).takes(programsOf: need, slots: slots))
    #expect(!ProgramOffer(runsPrograms: false, gpus: gpus).takes(programsOf: need, slots: slots))
  }

  @Test func `why a program waits is told until somebody takes it`() {
    let lab = lab(gpus: 2)
    #expect(greet(lab, "w-1", ProgramOffer(runsPrograms: false), room: 1) == [0])
    func reason() -> WaitReason? { lab.dispatcher.explain(trial(10)).first }
    #expect(reason() == .noWorkerTakes(programsOf: 2))
    #expect(lab.dispatcher.explain(trial(1)).first == .workersFull(1))
    #expect(greet(lab, "w-2", ProgramOffer(runsPrograms: true, gpus: ["0"]), room: 1) == [1])
    #expect(reason() == .noWorkerTakes(programsOf: 2))
    let workers = lab.dispatcher.workerStandings
    #expect(workers.map(\.offer?.gpus) == [nil, ["0"]])
    #expect(WaitReason.shortage(of: 2, among: workers) == .noWorkerTakes(programsOf: 2))
    #expect(WaitReason.shortage(of: 1, among: workers) == nil)
    #expect(WaitReason.shortage(of: nil, among: workers) == nil)
    #expect(WaitReason.shortage(of: 2, among: []) == nil)
    #expect(greet(lab, "w-3", ProgramOffer(runsPrograms: true, gpus: ["0", "1"]), room: 1) == [10])
    #expect(lab.dispatcher.explain(trial(11)).first == .workersFull(3))
    #expect(
      WaitReason.noWorkerTakes(programsOf: 0).description
        == "No worker takes programs. 'fathom-worker --commands' starts one that does.")
    #expect(
      WaitReason.noWorkerTakes(programsOf: 1).description
        == "No worker takes programs with 1 GPU a slot. 'fathom-worker --commands --gpus all' with few '--slots' starts "
        + "one that may.")
  }
}
