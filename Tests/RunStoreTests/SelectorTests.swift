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
    try store.submit(row, retryMax: 3, trials: [])
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
    for (low, name) in [(1 as UInt64, "left"), (2, "right")] {
      var row = lab.row(5, name: name, trials: 0, minutes: 5)
      row.id = SweepID(high: 0xab << 56, low: low)
      try submit(row)
    }
    #expect(throws: StoreError.ambiguousSweep("AB", matches: ["ab000000 'left'", "ab000000 'right'"])) {
      try store.sweep(matching: "AB")
    }
  }

  @Test(arguments: [
    ("all", "1234", true), ("1-4", "1234", true), ("2-3", "23", true), ("2-2", "2", true), ("3", "3", false),
    ("last", "4", false), ("last,1", "41", true), ("width, 1-2,20", "21", true), ("depth", "3", false),
    ("2f", "4", false), ("4,all", "4123", true), ("10000000", "1", false),
  ])
  func `numbers, ranges and lists select sweeps, each once`(
    _ selector: String, _ numbers: String, isList: Bool
  )
    throws
  {
    let found = try store.sweeps(matching: selector)
    #expect(found.sweeps.map { String($0.number) }.joined() == numbers)
    #expect(found.isList == isList)
  }

  @Test func `a name comes before the number or range that it reads like`() throws {
    for (number, name) in [(5, "1"), (6, "1-2")] {
      try submit(lab.row(number, name: name, trials: 0, minutes: Double(number)))
    }
    #expect(try store.sweeps(matching: "1").sweeps.map(\.number) == [5])
    #expect(try store.sweeps(matching: "1-2").sweeps.map(\.number) == [6])
    #expect(try store.sweeps(matching: "1-3").sweeps.map(\.number) == [1, 2, 3])
  }

  @Test(arguments: ["0-2", "3-2", "2-5", "1-99999999999999999999"])
  func `a range that is none is refused`(_ range: String) throws {
    #expect(throws: StoreError.self) { try store.sweeps(matching: range) }
  }

  @Test(arguments: ["all", "1-2", "1,2", "depth,width"])
  func `where one sweep is wanted several are refused`(_ selector: String) throws {
    let titles = ["10000000 'depth'", "20000000 'width'", "30000000 'depth'", "2f000000 'rank'"]
    let matches =
      switch selector {
      case "all": titles
      case "depth,width": [titles[2], titles[1]]
      default: Array(titles.prefix(2))
      }
    #expect(throws: StoreError.severalSweeps(selector, matches: matches)) {
      try store.sweep(matching: selector)
    }
    #expect(try store.sweep(matching: "2-2").name == "width")
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
