import Coordination
import SweepModel
import Testing

@Suite struct VirtualClusterTests {
  @Test func `whatever goes wrong, each trial ends with exactly one accepted result`() {
    var recorded: [String: Int] = [:]
    for seed in 0..<10_000 {
      let cluster = VirtualCluster(seed: seed)
      cluster.run()
      recorded.merge(cluster.recorded) { $0 + $1 }
      if let problem = cluster.problem {
        Issue.record("seed \(seed), \(cluster.weather): \(problem)")
        return
      }
    }
    for kind in [
      "workerJoined", "workerExpired", "workerLeft", "leasesGranted", "accepted", "superseded",
      "leaseExpired",
      "handedBack", "crashed", "timed_out", "lost_worker", "bad_input", "active", "paused", "cancelled",
      "sweepPrioritised", "trialsRetried",
    ] {
      #expect(
        recorded[kind, default: 0] >= 500, "hardly any '\(kind)' in these histories: they prove little")
    }
  }

  @Test func `no trial is computed twice because a coordinator died`() {
    var weather = Weather()
    weather.trials = 10
    weather.slots = 2
    weather.coordinatorCrashes = .seconds(5)
    for seed in 0..<1_000 {
      let cluster = VirtualCluster(seed: seed, weather: weather)
      cluster.run()
      let again = cluster.starts.filter { $0.value > 1 }
      if cluster.problem != nil || !again.isEmpty || cluster.starts.count != 10 {
        Issue.record("seed \(seed): \(cluster.problem ?? "started again: \(again)")")
        return
      }
    }
  }

  @Test func `a sweep that grows is asked until it is over, whatever goes wrong`() {
    for seed in 0..<1_000 {
      var random = RandomStream(seed: seed, for: .test)
      var weather = Weather(&random)
      weather.rounds = 1 + seed % 4
      if seed % 2 == 0 { weather.coordinatorCrashes = .seconds(3) }
      let cluster = VirtualCluster(seed: seed, weather: weather)
      cluster.run()
      if let problem = cluster.problem {
        Issue.record("seed \(seed), \(weather): \(problem)")
        return
      }
    }
  }

  @Test func `trials that share processes have one result each, whatever goes wrong`() {
    var starts = 0
    for seed in 0..<2_000 {
      var random = RandomStream(seed: seed, for: .test)
      var weather = Weather(&random)
      weather.together = 2 + seed % 4
      let cluster = VirtualCluster(seed: seed, weather: weather)
      cluster.run()
      starts += cluster.starts.values.reduce(0, +)
      if let problem = cluster.problem {
        Issue.record("seed \(seed), \(weather): \(problem)")
        return
      }
    }
    #expect(starts > 10_000)
  }

  @Test func `few retries end in failure, never in silence`() {
    for seed in 0..<500 {
      var random = RandomStream(seed: seed, for: .test)
      var weather = Weather(&random)
      weather.retries = 1
      weather.crashing = 0.5
      weather.bad = 0
      let cluster = VirtualCluster(seed: seed, weather: weather)
      cluster.run(mayFail: true)
      if let problem = cluster.problem {
        Issue.record("seed \(seed), \(weather): \(problem)")
        return
      }
    }
  }

  @Test func `the same seed gives the same history`() {
    for seed in 0..<20 {
      let (one, other) = (VirtualCluster(seed: seed), VirtualCluster(seed: seed))
      one.run()
      other.run()
      #expect(one.now == other.now)
      #expect(one.happenings == other.happenings)
      #expect(one.recorded == other.recorded)
    }
  }
}
