import Rules
import SweepLanguage
import SweepModel
import Testing

struct KindTests {
  @Test func `every kind of experiment has its rules and costs`() {
    #expect(KindRules.all.map(\.kind) == ExperimentKind.all)
    #expect(Set(ExperimentKind.all.map(\.name)).count == ExperimentKind.all.count)
  }

  @Test func `every family of parameters is some kind's, and every parameter is listed once`() {
    let listed = Declaration.table + Declaration.identity
    #expect(Set(listed.map(\.name)).count == listed.count)
    for declaration in listed {
      #expect(ExperimentKind.all.contains { $0.has(declaration) }, "\(declaration.name)")
    }
  }
}
