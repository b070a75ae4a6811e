import Messaging
import Testing

@Suite struct OpenAnswersTests {
  private let one = RequestTicket(connection: RoutingID([1]), number: 1, descriptor: 11)
  private let two = RequestTicket(connection: RoutingID([2]), number: 1, descriptor: 12)
  private let long = String(repeating: "x", count: 3 * Limits.answerPart)

  @Test func `a client that does not read gets no second part, and another one gets all`() {
    var answers = OpenAnswers()
    answers.add(one, .done, long, at: .zero)
    answers.add(two, .done, long, at: .zero)
    var parts: [OpenAnswers.Part] = []
    for _ in 0..<10 {
      parts += answers.due(at: .seconds(1)) { $0 == 11 ? OpenAnswers.window + 1 : OpenAnswers.window }
    }
    #expect(parts.filter { $0.to == one.connection }.map(\.answer.part) == [0])
    #expect(parts.filter { $0.to == two.connection }.map(\.answer.part) == [0, 1, 2])
    #expect(answers.count(to: one.connection) == 1)
    #expect(answers.contains(one))
    #expect(!answers.contains(two))
  }

  @Test func `a client that reads again goes on where it was, and one that never does is cut off`() {
    var answers = OpenAnswers()
    answers.add(one, .done, long, at: .zero)
    _ = answers.due(at: .zero) { _ in 0 }
    _ = answers.due(at: OpenAnswers.patience) { _ in .max }
    #expect(answers.takeUnread().isEmpty)
    #expect(answers.due(at: .seconds(31)) { _ in 0 }.map(\.answer.part) == [1])
    _ = answers.due(at: .seconds(62)) { _ in .max }
    #expect(answers.takeUnread() == [11])
    #expect(answers.takeUnread().isEmpty)
    #expect(answers.isEmpty)
  }

  @Test func `an answer of one part never waits for others that are not read`() {
    var answers = OpenAnswers()
    answers.add(one, .done, long, at: .zero)
    _ = answers.due(at: .zero) { _ in .max }
    answers.add(
      RequestTicket(connection: one.connection, number: 2, descriptor: 11), .failed, "no", at: .zero)
    let parts = answers.due(at: .zero) { _ in .max }
    #expect(parts.map(\.answer) == [ClientAnswer(number: 2, status: .failed, text: Array("no".utf8))])
  }

  @Test func `what waits is bounded in all, and short answers still come`() {
    var answers = OpenAnswers()
    let large = String(repeating: "x", count: 100 << 20)
    for number in 0..<4 {
      answers.add(
        RequestTicket(connection: RoutingID([UInt8(number)]), number: 1, descriptor: 1), .done, large,
        at: .zero)
    }
    answers.add(two, .done, "short", at: .zero)
    let first = answers.due(at: .zero) { _ in .max }
    #expect(first.map(\.answer.status) == [.moreFollows, .moreFollows, .failed, .failed, .done])
  }
}

@Suite struct StrangersTests {
  @Test func `of too many strangers those that came first are cut, and none that has spoken`() {
    var strangers = Strangers()
    for descriptor in 0..<10 { strangers.came(Int32(descriptor)) }
    strangers.left(0)
    strangers.left(5)
    #expect(strangers.surplus(over: 8) == [])
    #expect(strangers.surplus(over: 3) == [1, 2, 3, 4, 6])
    #expect(strangers.count == 3)
    #expect(strangers.surplus(over: 0) == [7, 8, 9])
    #expect(strangers.surplus(over: 0) == [])
  }

  @Test
  func `a descriptor that comes again is a stranger again, and many that come and go leave nothing`() {
    var strangers = Strangers()
    for _ in 0..<100_000 {
      strangers.came(7)
      strangers.left(7)
    }
    strangers.came(8)
    strangers.came(7)
    #expect(strangers.surplus(over: 1) == [8])
  }

  @Test func `an allowance is used up and comes back with time, up to what may be used at once`() {
    var allowance = Allowance(atOnce: 10, perSecond: 2)
    let at: [(amount: Int, at: Duration)] =
      (0..<11).map { _ in (1, .zero) } + [
        (2, .milliseconds(900)), (2, .seconds(1)), (11, .seconds(1_000)), (10, .seconds(1_000)),
      ]
    let taken = at.map { allowance.takes($0.amount, at: $0.at) }
    #expect(taken == Array(repeating: true, count: 10) + [false, false, true, false, true])
  }
}
