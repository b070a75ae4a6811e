import Foundation
import RunStore
import SweepModel
import Testing

@Suite struct SelectorTests {
  let lab: StoreLab
  let store: Store

  /// Sweeps 1 'depth', 2 'width', 3 'depth' and, equal in its first digit with 2, 0x2… 'rank'.
  init() throws {
    lab = try StoreLab()
    store = try lab.owner()
    for (number, name) in [(1, "depth"), (2, "width"), (3, "depth")] {
      try submit(lab.row(number, name: name, trials: 0, minutes: Double(number)))
    }
    var twin = lab.row(4, name: "rank", trials: 0, minutes: 4)
    twin.id = SweepID(high: 0x2f << 56, low: 0)
    try submit(twin)
  }

  private func submit(_ row: SweepRow) throws {
    try store.submit(row, limits: SweepLimits(retryMax: 3), trials: [])
  }

  @Test(arguments: [
    ("last", "2f"), ("depth", "30"), ("width", "20"), ("1", "10"), ("2F", "2f"), ("20", "20"),
    ("30000000000000000000000000000003", "30"),
  ])
  func `a selector finds the sweep that a person means`(_ selector: String, _ digits: String) throws {
    #expect(try store.sweep(matching: selector).id.description.prefix(2) == digits)
  }

  @Test func `a sweep that is submitted again is the last`() throws {
    try submit(lab.row(2, name: "width", trials: 0, minutes: 9))
    #expect(try store.sweep(matching: "last").id == StoreLab.sweep(2))
    #expect(try store.sweep(matching: "last").submitted == lab.start + 120)
  }

  @Test func `two ids with the same first digits are told apart`() throws {
    #expect(throws: StoreError.ambiguousSweep("2", matches: ["20000000 'width'", "2f000000 'rank'"])) {
      try store.sweep(matching: "2")
    }
  }

  @Test(arguments: [("depht", "depth"), ("lasst", "last"), ("ran", "rank"), ("activation", nil), ("", nil)])
  func `an unknown name lists what there is with the nearest`(_ selector: String, _ nearest: String?) throws {
    let known = ["2f000000 'rank'", "30000000 'depth'", "20000000 'width'", "10000000 'depth'"]
    #expect(throws: StoreError.noSuchSweep(selector, known: known, nearest: nearest)) {
      try store.sweep(matching: selector)
    }
  }

  @Test func `an empty store knows no last sweep`() throws {
    let empty = try StoreLab()
    let store = try empty.owner()
    #expect(throws: StoreError.noSuchSweep("last", known: [], nearest: nil)) {
      try store.sweep(matching: "last")
    }
  }

  @Test func `trials are found by their first digits, in order and up to a limit`() throws {
    try lab.fill(store, 9, trials: 40)
    let all = (0..<40).map(StoreLab.trial).sorted()
    #expect(try store.trials(startingWith: "", limit: 3) == Array(all.prefix(3)))
    let digits = String(all[7].description.prefix(12))
    #expect(try store.trials(startingWith: digits.uppercased()) == [all[7]])
    #expect(try store.trials(startingWith: all[7].description) == [all[7]])
    #expect(try store.trials(startingWith: "xyz").isEmpty)
    #expect(try store.trials(startingWith: all[7].description + "0").isEmpty)
  }
}
