package import Boundaries
package import Refinement
internal import SweepModel
package import SweepText

/// How a sweep chooses what to run: all of a grid at once, or cells by what came out of earlier ones.
///
/// A value of settings that a sweep file gives and nothing else. What it has found so far it reads from the sweep's rows,
/// so another coordinator, or the same one after a restart, goes on as if nothing had happened.
package protocol SweepMethod: Sendable {
  /// As `method` names it in a sweep file.
  static var name: String { get }
  /// Top-level keys of a sweep file that it has beside those of every sweep.
  static var keys: [String] { get }
  /// Whether parameters may be drawn from distributions.
  static var drawsCells: Bool { get }
  /// The seeds of a cell where the file says nothing.
  static var usualSeeds: Seeds { get }

  /// - Parameters:
  ///   - sections: what stands under its keys, where they are given.
  ///   - file: everything else in the file, checked.
  ///   - reader: reads values and takes a problem for each that is wrong; `nil` follows at least one.
  init?(_ sections: [String: YAMLNode], of file: SweepFile, reader: inout SweepFileReader)

  /// Its settings, as far as they change which trials come, in a text that does not depend on how the file writes them.
  /// `nil`: the trials that it runs are the whole question, and name the sweep.
  var question: String? { get }
  /// What decides its draws, where it has some.
  var searchSeed: Int { get }

  /// What to run now.
  ///
  /// - Parameters:
  ///   - trials: the sweep's so far, each once, by position, in whatever state. They alone decide, so that trials which
  ///     are equal get equal answers.
  ///   - cells: what there is to choose from.
  func propose(after trials: [MeasuredTrial], among cells: SweepCells) -> Proposal

  /// Why it cannot work among these cells, each of which is sound; `nil` where it can.
  func objection(to cells: SweepCells) -> (sentence: String, line: Int)?
  /// How many trials are to be expected; `nil` where they are those of the plan.
  func outlook(among cells: SweepCells) -> BoundaryOutlook?
}

extension SweepMethod {
  package static var drawsCells: Bool { false }
  package static var usualSeeds: Seeds { .count(1) }
  package var searchSeed: Int { 0 }
  package func objection(to cells: SweepCells) -> (sentence: String, line: Int)? { nil }
  package func outlook(among cells: SweepCells) -> BoundaryOutlook? { nil }
}

/// What a method wants to be run.
package struct Proposal: Sendable {
  package enum Cells: Sendable {
    /// Every cell with the sweep's seeds.
    case all
    /// These cells by number, each with seeds of its own.
    case some([Int: Seeds])
  }

  /// Trials that the sweep already has may be among them. New ones are taken in the order of the grid.
  package let cells: Cells
  /// Whether nothing comes after these.
  package let isLast: Bool

  /// Runs these and asks again whenever one has ended. Without new trials it waits for those that are on their way; where
  /// there are none, the sweep is over.
  package static func run(_ cells: [Int: Seeds]) -> Proposal { Proposal(cells: .some(cells), isLast: false) }

  /// Every cell, and no more.
  package static let everything = Proposal(cells: .all, isLast: true)
  /// Nothing, now or later.
  package static let over = Proposal(cells: .some([:]), isLast: true)

  var takesAll: Bool {
    if case .all = cells { true } else { false }
  }
}
