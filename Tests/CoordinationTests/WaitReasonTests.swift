import Coordination
import SweepModel
import Testing

@Suite struct WaitReasonTests {
  @Test(arguments: [
    (WaitReason.unknownTrial, "No sweep of this coordinator has this trial."),
    (.finished(.first), "It is finished: attempt 1 gave its result."),
    (.failed(.badInput, failures: 1), "It failed (bad_input) after 1 attempt that counts."),
    (.failed(nil, failures: 3), "It failed after 3 attempts that count."),
    (.started("w-1", Attempt(2)), "Worker 'w-1' runs its attempt 2."),
    (.queued("w-1", .first), "Worker 'w-1' has its attempt 1 queued for the next free slot."),
    (.workerSilent("w-1"), "Worker 'w-1' is silent. If it stays so, the trial goes to another worker."),
    (.behindPriority(1), "1 waiting trial of higher priority comes first."),
    (.behindPriority(9), "9 waiting trials of higher priority come first."),
    (.sharing(1), "Another sweep of the same priority takes turns with its own."),
    (.sharing(2), "2 other sweeps of the same priority take turns with its own."),
    (.sweepPaused, "Its sweep is paused. 'fathom resume' lets it go on."),
    (.sweepCancelled, "Its sweep was cancelled. 'fathom resume' takes it up again."),
    (.behind(1), "1 waiting trial comes first."), (.behind(7), "7 waiting trials come first."),
    (.noWorkers, "No worker is here. Start one with 'fathom-worker --join'."),
    (.workersFull(1), "The one worker has all it takes."),
    (.workersFull(4), "All 4 workers have all they take."),
    (
      .afterFailure(.crashed, failures: 1, retries: 3),
      "Its last attempt failed (crashed); 1 of 4 attempts are used up."
    ),
  ])
  func `each reason is a sentence`(reason: WaitReason, sentence: String) {
    #expect(reason.description == sentence)
  }
}
