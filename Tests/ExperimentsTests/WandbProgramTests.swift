import Experiments
import Foundation
import SweepModel
import Testing

/// Trials of scripts that tell W&B's client of themselves.
@Suite struct WandbProgramTests {
  /// A run of a W&B client that was offline, as `Tests/CommandsTests` has it.
  private static let run = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .appendingPathComponent("CommandsTests/Fixtures/offline.wandb").path
  private static let leaveRun =
    "mkdir -p $WANDB_DIR/wandb/offline-run-1-a && cp '\(run)' $WANDB_DIR/wandb/offline-run-1-a/run-a.wandb"

  @Test func `what a W&B client left is the trial's result where the program said nothing`() throws {
    let lab = try CommandLab()
    lab.manner.metric = .init("val/acc.max")
    let result = try lab.run(lab.spec(Self.leaveRun))
    #expect(result.curve.map(\.epoch) == [1, 2, 3, 4, 5, 6, 21])
    #expect(result.curve.last == CurvePoint(epoch: 21, trainLoss: 0.125, testLoss: 0.5))
    #expect(result.metrics == [.trainLoss: 0.125, .testLoss: 0.5])
    #expect(result.named.contains(NamedValue(epoch: 5, name: "val/acc", value: 0.25)))
    #expect(result.named.contains(NamedValue(epoch: 21, name: "best", value: 7)))
    #expect(result.objection == nil && lab.words.isEmpty)
  }

  @Test(arguments: [(nil, 1), (true, 7), (false, 1)])
  func `beside what a program says itself a run is read only where the sweep asks for it`(
    asked: Bool?, points: Int
  ) throws {
    let lab = try CommandLab()
    lab.manner.readsWandb = asked
    let result = try lab.run(
      lab.spec(Self.leaveRun + "; echo '{\"epoch\": 1, \"train_loss\": 9}' >&$FATHOM_FD"))
    #expect(result.curve.count == points)
  }

  @Test func `a run that is cut off, is none, or is not there is told, and the trial is what it was`() throws
  {
    let lab = try CommandLab()
    let cut = try lab.run(
      lab.spec(Self.leaveRun + " && cd $WANDB_DIR/wandb/*/ && truncate -s 100000 *.wandb && mkfifo z.wandb"))
    #expect((1..<7).contains(cut.curve.count))
    #expect(lab.words.contains("was read as far as it goes: a record at byte "))
    #expect(lab.words.contains("A run of W&B was left out: its file has more than 256 MiB or is none."))
    #expect(try lab.run(lab.spec(":")).isBare)
    #expect(!lab.words.contains("left no run"))
    lab.manner.readsWandb = true
    #expect(try lab.run(lab.spec(":")).isBare)
    #expect(lab.words.contains("The program left no run of W&B in WANDB_DIR."))
    // Of a program that failed nothing is read.
    #expect(lab.failure(Self.leaveRun + "; exit 3") == "crashed: The program ended with exit status 3.")
  }
}
