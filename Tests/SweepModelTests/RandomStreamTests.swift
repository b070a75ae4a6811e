import Foundation
import SweepModel
import Testing

@Test func `the generator is xoshiro256** (its authors' numbers from the state 1, 2, 3, 4)`() throws {
  let state = Data(#"{"a": 1, "b": 2, "c": 3, "d": 4}"#.utf8)
  var stream = try JSONDecoder().decode(RandomStream.self, from: state)
  let numbers = (0..<10).map { _ in stream.next() }
  #expect(
    numbers == [
      11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
      16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777,
      2_904_607_092_377_533_576,
    ])
}

/// Numbers of a second implementation, written in Python from the paper.
@Test(arguments: [
  (
    0, RandomStream.Purpose.initialization,
    [0x3a4b_b927_75cc_364d, 0x692f_ffe3_c26d_7315, 0x8a32_88c3_e218_85ef] as [UInt64]
  ),
  (1, .shuffling, [0x03a4_a0e0_0f93_a567, 0xfb0b_7893_cecc_affb, 0x65d4_5f98_94a4_5177]),
  (-7, .test, [0xbee9_75f3_02a0_df28, 0xe05c_f1b2_ca83_f8a0, 0xbeb0_1600_aa96_4baa]),
])
func `a seed and a purpose start the same stream everywhere`(
  _ seed: Int, _ purpose: RandomStream.Purpose, _ numbers: [UInt64]
) {
  var stream = RandomStream(seed: seed, for: purpose)
  #expect(numbers.map { _ in stream.next() } == numbers)
}

/// 100,000 draws into 20 bins: chi-square with 19 degrees of freedom stays below 50.8 in all but 1 of 10,000
/// seeds; the seed is fixed.
@Test func `uniform numbers fill [0, 1) evenly`() {
  var stream = RandomStream(seed: 11, for: .test)
  var bins = [Double](repeating: 0, count: 20)
  for _ in 0..<100_000 {
    let number = stream.uniform()
    #expect((0..<1).contains(number))
    bins[Int(number * 20)] += 1
  }
  let chiSquare = bins.reduce(0) { $0 + ($1 - 5000) * ($1 - 5000) / 5000 }
  #expect(chiSquare < 50.8 && chiSquare > 3)
}

/// Standard errors of the four moments at 200,000 draws are 0.0022, 0.0032, 0.0087 and 0.022; five of each.
@Test func `normal numbers have the moments 0, 1, 0 and 3`() {
  var stream = RandomStream(seed: 5, for: .test)
  var moments = [0.0, 0, 0, 0]
  let count = 200_000
  for _ in 0..<count {
    let number = stream.normal()
    var power = 1.0
    for order in 0..<4 {
      power *= number
      moments[order] += power / Double(count)
    }
  }
  #expect(abs(moments[0]) < 0.011)
  #expect(abs(moments[1] - 1) < 0.016)
  #expect(abs(moments[2]) < 0.044)
  #expect(abs(moments[3] - 3) < 0.11)
}

/// 24,000 shuffles of four items: each of 24 orders is expected 1,000 times; chi-square with 23 degrees of
/// freedom stays below 56.7 in all but 1 of 10,000 seeds.
@Test func `every order of four items is as likely`() {
  var stream = RandomStream(seed: 3, for: .test)
  var counts: [[Int32]: Double] = [:]
  for _ in 0..<24_000 {
    var items: [Int32] = [0, 1, 2, 3]
    stream.shuffle(&items)
    counts[items, default: 0] += 1
  }
  let chiSquare = counts.values.reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) / 1000 }
  #expect(counts.count == 24)
  #expect(chiSquare < 56.7)
}

@Test func `a shuffle keeps every item, and shuffling none or one is no mistake`() {
  var stream = RandomStream(seed: 3, for: .test)
  var items = [Int32](0..<1000)
  stream.shuffle(&items)
  #expect(items != [Int32](0..<1000))
  #expect(items.sorted() == [Int32](0..<1000))
  var none: [Int32] = []
  var one: [Int32] = [7]
  stream.shuffle(&none)
  stream.shuffle(&one)
  #expect(none.isEmpty && one == [7])
}

@Test func `numbers below a bound reach each of them and no more`() {
  var stream = RandomStream(seed: 9, for: .test)
  let numbers = (0..<1000).map { _ in stream.below(7) }
  #expect(Set(numbers) == Set(0..<7))
  #expect(stream.below(1) == 0)
}
