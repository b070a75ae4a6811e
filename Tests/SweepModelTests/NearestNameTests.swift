import SweepModel
import Testing

private let names = ["width", "depth", "weight_decay", "momentum", "init", "init_gain"]

@Test(arguments: [
  ("widht", "width"), ("weigth_decay", "weight_decay"), ("Depth", "depth"), ("momentm", "momentum"),
  ("wieght-decay", "weight_decay"), ("int", "init"), ("initgain", "init_gain"),
])
func `a misspelled name is recognised`(_ written: String, _ meant: String) {
  #expect(nearestName(to: written, among: names) == meant)
}

@Test(arguments: ["", "program", "learning", "w", String(repeating: "width", count: 100)])
func `a name that is near to none is left alone`(_ written: String) {
  #expect(nearestName(to: written, among: names) == nil)
}

@Test func `of equally near names the first is taken`() {
  #expect(nearestName(to: "bat", among: ["cat", "hat"]) == "cat")
}
