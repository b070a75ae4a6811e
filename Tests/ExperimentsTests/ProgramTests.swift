import Experiments
import Foundation
import SweepModel
import Testing

struct ProgramTests {
  @Test func `every experiment has its program, and every program an experiment`() {
    #expect(Set(Programs.all.keys) == Set(ExperimentKind.all))
    for experiment in ExperimentKind.all {
      #expect(ObjectIdentifier(Programs[experiment]) == Programs.all[experiment].map { ObjectIdentifier($0) })
    }
    #expect(Set(TrialLab.trials.keys) == Set(ExperimentKind.all.filter { !$0.takesArguments }))
  }

  @Test(arguments: ExperimentKind.all.filter { !$0.takesArguments })
  func `an interrupted trial goes on in another program to the same bits`(experiment: ExperimentKind) throws {
    let lab = try TrialLab(experiment)
    var moves = 0
    let calm = try lab.start().run(moved: { moves += 1 }, passed: { _ in }).numbers
    #expect(calm.divergedEpoch == nil && calm.provenance == TrialLab.machine)
    #expect(Programs[experiment].isInstant == (moves == 0))
    // In the first step, in mid-epoch, while a layer is measured and close to the end.
    for limit in [1, 7, moves / 2, moves - 1] where limit > 0 && limit < moves {
      let first = try lab.start()
      var count = 0
      #expect(throws: Interruption()) {
        try first.run(
          moved: {
            count += 1
            if count == limit { throw Interruption() }
          }, passed: { _ in })
      }
      let second = try lab.start()
      if let checkpoint = try first.checkpoint() {
        #expect(try second.resume(from: checkpoint).hasPrefix("epoch "))
      } else {
        #expect(!(first is any WeightedProgram))
      }
      #expect(try second.run().numbers == calm, "interrupted in move \(limit) of \(moves)")
    }
  }

  @Test(arguments: ExperimentKind.all.filter { !$0.takesArguments })
  func `a program that cannot use a checkpoint says why and changes nothing`(experiment: ExperimentKind)
    throws
  {
    let lab = try TrialLab(experiment)
    let program = try lab.start()
    let part = TrialResult(provenance: TrialLab.machine)
    #expect(throws: (any Error).self) {
      _ = try program.resume(from: TrialCheckpoint(part: part, state: Data("damaged".utf8)))
    }
    #expect(try program.checkpoint() == nil, "nothing is done yet")
    #expect(try program.run().numbers == lab.start().run().numbers)
  }

  @Test
  func `checkpoints carry the seconds spent, and what an unfinished measure has left is measured again`()
    throws
  {
    let lab = try TrialLab(.regression)
    let first = try lab.start()
    // Two epochs of three steps, and the first of three layers measured.
    var count = 0
    #expect(throws: Interruption()) {
      try first.run(
        moved: {
          count += 1
          if count == 7 { throw Interruption() }
        }, passed: { _ in })
    }
    var checkpoint = try #require(try first.checkpoint())
    #expect(checkpoint.part.curve.isEmpty && checkpoint.part.layers.isEmpty)
    checkpoint.part.provenance.trainSeconds = 1_000
    let second = try lab.start()
    #expect(try second.resume(from: checkpoint) == "epoch 2 of 6")
    let result = try second.run()
    #expect(result.provenance.trainSeconds > 1_000)
    #expect(result.curve.map(\.epoch) == [2, 4, 6])
  }

  @Test func `a network's milestones are its epochs, and tell the losses where they were measured`() throws {
    let lab = try TrialLab(.regression)
    let program = try lab.start()
    var milestones: [Milestone] = []
    var places: [String] = []
    let result = try program.run(
      moved: { if let place = program.place, place != places.last { places.append(place) } },
      passed: { milestones.append($0) })
    #expect(milestones.map(\.isLast) == [false, false, false, false, false, true])
    #expect(milestones.map { $0.line == nil } == [true, false, true, false, true, false])
    let loss = String(format: "train loss %.4g, test loss", try #require(result.curve.last?.trainLoss))
    let line = try #require(milestones.last?.line)
    #expect(line.hasPrefix("Epoch 6 of 6 after 0.") && line.contains(" s: \(loss)"), "\(line)")
    #expect(places.first == "epoch 1 of 6" && places.contains("epoch 6 of 6"))
  }

  @Test(arguments: ["batch", "layer"])
  func `a normalised chain that is saved and read is saved as the same bytes`(normalization: String) throws {
    let lab = try TrialLab(
      "{dataset: teacher, samples: 60, inputs: 4, target_dim: 2, depth: 3, width: 8, bias: true, epochs: 10, "
        + "batch_size: 16, normalization: \(normalization)}")
    let paths = (0..<2).map { _ in FileManager.default.temporaryDirectory.path + "/net-\(UUID()).npz" }
    // Left behind, they harm nobody.
    defer { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
    let trained = try #require(try lab.start() as? any WeightedProgram)
    _ = try trained.run()
    #expect((trained.remark == nil) == (normalization == "layer"), "30 steps")
    try trained.saveWeights(to: paths[0])
    let read = try Programs(on: TrialLab.machine).start(lab.spec, dataPath: "", weights: paths[0])
    try #require(read as? any WeightedProgram).saveWeights(to: paths[1])
    let bytes = try paths.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    #expect(bytes[0] == bytes[1])
  }

  @Test func `equal samples without ridge are the trial's own fault`() throws {
    let lab = try TrialLab(
      """
      {experiment: deep-rfm, dataset: gaussian-clusters, samples: 30, inputs: 4, classes: 3, depth: 2, width: 8,
       spread: 0, ridge: 0}
      """)
    let program = try lab.start()
    let failure = #expect(throws: TrialFailure.self) { try program.run() }
    #expect(failure?.isLocal == false)
    #expect(failure?.description.hasPrefix("The kernel matrix with ridge 0.0 is not positive") == true)
  }

  @Test func `a data file that is not here is this machine's fault, and another content the trial's too`()
    throws
  {
    let spec = Specification(.regression, dataset: .file(DataID(high: 1, low: 2)))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fathom-\(UUID().uuidString)")
    for isThere in [false, true] {
      if isThere { try Data("1,2\n3,4\n".utf8).write(to: folder.appendingPathExtension("csv")) }
      let failure = #expect(throws: TrialFailure.self) {
        try Programs(on: TrialLab.machine).start(spec, dataPath: folder.path + ".csv")
      }
      #expect(failure?.isLocal == true)
      let words = isThere ? "has changed since the sweep was planned" : "on this machine. Put the sweep's"
      #expect(failure?.description.contains(words) == true)
    }
    // The file is the test's own.
    try FileManager.default.removeItem(at: folder.appendingPathExtension("csv"))
  }
}
