import Coordination
import SweepModel
import Testing

@Suite struct StandingTests {
  @Test func `workers are told by name with what their slots run and what they hold besides`() {
    let lab = DispatcherLab(trials: 5, workers: ["w-2"], room: 2)
    lab.hello("w-1", slots: 4, room: 3)
    lab.say("w-2", .beat(room: 2, held: [Holding(lease(0), .running(steps: 3)), Holding(lease(1), .queued)]))
    _ = lab.takeActions()
    let standings = lab.dispatcher.workerStandings
    #expect(standings.map(\.worker) == ["w-1", "w-2"])
    #expect(standings.map(\.slots) == [4, 1])
    #expect(standings.map(\.presence) == [.present, .present])
    #expect(standings[0].started.isEmpty && standings[0].queued == 3)
    #expect(standings[1].started == [.init(trial(0), .first)] && standings[1].queued == 1)
  }

  @Test func `how far a trial has come is told until its worker no longer says it, and renews no lease`() {
    let lab = DispatcherLab(trials: 2, workers: ["w-1"], room: 2)
    let news = TrialNews(epoch: 12, loss: 0.5)
    func beat(_ steps: Int, _ news: TrialNews?) {
      lab.say("w-1", .beat(room: 2, held: [Holding(lease(0), .running(steps: steps), news: news)]))
      _ = lab.takeActions()
    }
    beat(3, news)
    #expect(lab.dispatcher.workerStandings[0].news == [.init(trial(0), .first): news])
    beat(4, nil)
    #expect(lab.dispatcher.workerStandings[0].news.isEmpty)
    // The counter stands still: whatever the news, the lease runs out.
    for epoch in 13..<60 {
      lab.pass(.seconds(1))
      beat(4, TrialNews(epoch: epoch, loss: .infinity))
    }
    #expect(lab.dispatcher.workerStandings[0].started.isEmpty)
    #expect(TrialNews(epoch: 1, loss: .infinity).loss == nil)
  }

  @Test func `a worker that is silent or set aside is told as such, and one that left is not told`() {
    let lab = DispatcherLab(trials: 40, retries: 9, workers: ["w-1"])
    lab.pass(.seconds(11))
    _ = lab.takeActions()
    #expect(lab.dispatcher.workerStandings.map(\.presence) == [.silent])
    lab.say("w-1", .left)
    _ = lab.takeActions()
    #expect(lab.dispatcher.workerStandings.isEmpty)
  }
}
