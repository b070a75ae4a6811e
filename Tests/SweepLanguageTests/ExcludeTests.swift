import SweepLanguage
import SweepModel
import Testing

@Test func `a cell is left out when any condition holds`() throws {
  let plan = try plan(
    body("dataset: teacher", "depth: [2, 4, 8]", "width: [32, 64]")
      + "exclude: [\"depth == 2\", \"depth > 4 and width == 64\"]\n")
  #expect(plan.trials.map(\.spec[.depth]) == [4, 4, 8])
}

@Test func `a condition sees defaults, and a data file by its path as written`() throws {
  let plan = try plan(
    "parameters: {dataset: [swimmer.npz, teacher], depth: [4, 8]}\n"
      + "exclude: [\"dataset == 'swimmer.npz' and momentum > 0.8 and depth == 4\", \"target_dim == 10 and depth == 8\"]\n"
  )
  #expect(plan.trials.map(\.spec[.depth]) == [8, 4])
}
