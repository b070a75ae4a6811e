import Comparisons
import Foundation
import Glibc
import RunStore
import SweepModel
import Testing

/// What is kept to be shown: spectra and the last words of attempts.
@Suite struct PictureTests {
  let lab: StoreLab
  let store: Store
  let sweep: SweepID

  init() throws {
    lab = try StoreLab()
    store = try lab.owner()
    sweep = try lab.fill(store, trials: 3)
  }

  @Test func `spectra come back with every bit, by position, epoch and layer`() throws {
    try store.commit([lab.leased(0), lab.leased(1), lab.accepted(1), lab.accepted(0)])
    for reader in [store, try lab.reader()] {
      let rows = try reader.rows(of: sweep)
      for number in 0...1 {
        #expect(rows.spectra[StoreLab.trial(number)] == StoreLab.result(number).spectra)
        #expect(try reader.result(of: StoreLab.trial(number)) == StoreLab.result(number))
      }
      var order: [TrialID] = []
      try reader.forEachSpectra(of: sweep) { trial, _ in if order.last != trial { order.append(trial) } }
      #expect(order == [StoreLab.trial(0), StoreLab.trial(1)])
    }
  }

  @Test func `a log belongs to an attempt, and telling it again changes nothing`() throws {
    let words = StoreRecord.logged(StoreLab.trial(0), .first, "first words\n")
    try store.commit([lab.leased(0), lab.failed(0), words])
    try store.commit([lab.failed(0), words, lab.leased(0, 2), lab.accepted(0, 2)])
    try store.commit([.logged(StoreLab.trial(0), Attempt(2), "é\n")])
    let logs = try lab.reader().logs(of: StoreLab.trial(0))
    #expect(logs.map(\.attempt.number) == [1, 2] && logs.map(\.text) == ["first words\n", "é\n"])
    #expect(try store.logs(of: StoreLab.trial(1)).isEmpty)
  }

  @Test func `spectra that came out otherwise are told apart, and a result from before them is not`() {
    let stored = StoreLab.result(1)
    var found = stored
    found.spectra[2].features[1] = Float(0.1).nextUp
    let differences = stored.differences(from: found)
    #expect(differences.count == 1)
    #expect(differences.first?.place == "layer 3, epoch 300: singular value 2 of the features")
    found.spectra = []
    #expect(!stored.differences(from: found).isEmpty && found.differences(from: stored).isEmpty)
  }

  /// `FATHOM_SPECTRA_TRIALS=2000 swift test …` measures what spectra cost a store: 8 layers with 128 values each.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FATHOM_SPECTRA_TRIALS"] != nil))
  func `what spectra cost`() throws {
    let count = try #require(ProcessInfo.processInfo.environment["FATHOM_SPECTRA_TRIALS"].flatMap { Int($0) })
    let values = (0..<64).map { 10 / Float($0 + 1) }
    for round in 0..<6 {
      let lab = try StoreLab()
      let store = try lab.owner()
      try lab.fill(store, trials: count)
      try store.commit((0..<count).map { lab.leased($0) })
      let results = (0..<count).map { trial -> StoreRecord in
        var result = StoreLab.result(trial)
        result.layers = [100, 200, 300].flatMap { epoch in
          (1...8).map { layer in
            LayerMeasure(
              epoch: epoch, layer: layer,
              metrics: Dictionary(Metric.ofLayers.prefix(20).map { ($0, 0.1) }) { $1 })
          }
        }
        result.spectra = (1...8).map {
          LayerSpectra(epoch: 300, layer: $0, features: values, weights: values)
        }
        if round % 2 == 0 { result.spectra = [] }
        return lab.accepted(trial, 1, result)
      }
      let start = clock()
      for first in stride(from: 0, to: count, by: 100) {
        try store.commit(Array(results[first..<min(first + 100, count)]))
      }
      let microseconds = (clock() - start) / count
      try store.close()
      let bytes = try FileManager.default.attributesOfItem(atPath: lab.database)[.size] as? Int ?? 0
      print(
        "\(round % 2 == 0 ? "without" : "with") spectra: \(microseconds) us of processor time and \(bytes / count) bytes a trial"
      )
    }
  }
}
