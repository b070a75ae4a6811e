internal import Answers
internal import Coordination
internal import Messaging
internal import Processes
internal import RunStore

/// What is known of connections beside what comes over them.
struct WatchedConnections {
  var monitor: ConnectionMonitor?
  var strangers = Strangers()
  /// Of this turn's messages.
  var keys: [PublicKey] = []
  /// Readable once the process is to end.
  var stop: Int32?
  /// Strangers at most, so that a descriptor is left for whoever has something to say.
  let greatestStrangers = max(16, OpenFiles.raise() / 4)
}

extension Coordinator {
  func followConnections() throws {
    if connections.monitor == nil {
      connections.monitor = try ConnectionMonitor(socket)
      // Without keys a name is everybody's.
      if admission != nil { directory.restore(try store.nameOwners().compactMapValues { PublicKey($0) }) }
    }
    for event in try connections.monitor?.take() ?? [] {
      switch event {
      case .accepted(let descriptor): connections.strangers.came(descriptor)
      case .closed(let descriptor): connections.strangers.left(descriptor)
      case .handshakeFailed: admission?.noteFailedHandshake()
      case .connected, .handshakeSucceeded, .keyRefused, .disconnected: break
      }
    }
    let surplus = connections.strangers.surplus(over: connections.greatestStrangers)
    for _ in surplus { noteRefused("it said nothing, and too many others waited to.") }
    socket.cutOff(surplus)
  }

  /// Peers make the process hold more than it needs. Those go that have said nothing yet; where there are none, or it goes on,
  /// everybody: workers and clients connect again and say again what was not answered.
  func lookAfterMemory() throws {
    let works = !requests.underWay.isEmpty || !requests.answers.isEmpty || !growing.asked.isEmpty
    guard upkeep.backlog.isTooMuch(at: now, whileWorking: works, { Usage.residentBytes() ?? 0 }) else {
      return
    }
    let strangers = connections.strangers.surplus(over: 0)
    guard strangers.isEmpty else {
      log(
        "Peers have filled memory; \(strangers.count) connections that have said nothing yet are cut.",
        .warning)
      return socket.cutOff(strangers)
    }
    let name = admission?.commonest(of: connections.keys)
    log(
      "Peers have filled memory; every connection is dropped. "
        + (name.map {
          "Most of it came with the key of '\($0)', or that was let in last: 'fathom keys revoke \($0)' ends that."
        }
          ?? "Without keys it is not known whose it is."),
      .warning)
    connections.monitor = nil
    connections.strangers.removeAll()
    requests.answers = OpenAnswers()
    try socket.startOver()
    for worker in directory.lostAll() {
      try carryOut(dispatcher.handle(.disconnected(worker), at: now))
    }
  }

  func tellWhatWasTurnedAway() {
    for sentence in upkeep.refusals.due(at: now) { log(sentence, .warning) }
    let untold = upkeep.crowd.takeUntold()
    if untold > 0 { log("\(untold) more times a worker joined or left within a second.", .warning) }
  }
}
