import RunStore
import SweepModel
import Testing

@Test func `numbers of trials are remembered within a bound`() {
  var known = KnownNumbers()
  for number in 0...KnownNumbers.limit { known.keep(Int64(number), of: StoreLab.trial(number)) }
  #expect(known[StoreLab.trial(KnownNumbers.limit)] == Int64(KnownNumbers.limit))
  #expect(known[StoreLab.trial(0)] == nil)
}
