internal import Answers
internal import Coordination
internal import Messaging
internal import Processes
internal import RunStore
internal import SweepLanguage
internal import SweepModel

/// What submitters ask. Nothing is answered before it is on disk.
extension Coordinator {
  func hear(request incoming: Incoming, whileStoreIsStuck isStuck: Bool = false) throws {
    switch directory.request(in: incoming, at: now) {
    case (let request?, _):
      let ticket = RequestTicket(
        connection: incoming.from, number: request.number, descriptor: incoming.descriptor)
      if let objection = admission?.objection(to: incoming, as: request.role) {
        noteRefused(objection)
        return try refuse(ticket, .failed(objection))
      }
      // A request that is said again while it is answered is answered once.
      if requests.isOpen(ticket) { return }
      do {
        if isStuck, request.role != .viewer {
          throw CommandFailure.failed("The coordinator's store takes nothing just now. Nothing was changed.")
        }
        try serve(request, ticket)
      } catch let failure as CommandFailure { try refuse(ticket, failure) }
    case (nil, .unreadable(let error, let refusal)):
      noteRefused(error.description)
      if let refusal { try say(refusal, to: incoming.from) }
    case (nil, _): break
    }
  }

  private func serve(_ request: ClientRequest, _ ticket: RequestTicket) throws {
    switch request.body {
    case .order(let order, let selector):
      try answer(ticket, .done, try obey(order, selector, as: request.format))
    case .submit(let submission):
      let old = try submission.grownFrom.map { try store.sweep(named: $0) }
      try hand(ticket, to: \.planner) {
        [folder = store.folder.path, methods = growing.methods, format = request.format] in
        let plan = try SubmittedPlan.make(submission, grownFrom: old, methods: methods, store: folder)
        return .planned(plan, submission, grownFrom: old?.id, format)
      }
    case .compare: try compare(ticket, as: request.format)
    case .ask(let question):
      let reasons = try reasons(for: question)
      let workers = workers(for: question)
      try hand(ticket, to: question.isLong ? \.longReader : \.desk) {
        [folder = store.folder.path, format = request.format] in
        let store = try Store.open(folder, as: .reader)
        try question.checkLength(in: store)
        return .done(
          try Reading.answer(question, in: store, as: format, reasons: reasons, workers: workers))
      }
    }
  }

  /// Only the dispatcher knows why a trial waits.
  private func reasons(for question: Inquiry) throws -> [String] {
    guard case .explain(let digits) = question else { return [] }
    let found = try asInput { try store.trials(startingWith: digits) }
    guard let trial = found.first, found.count == 1, dispatcher.knows(trial) else { return [] }
    return dispatcher.explain(trial).map(\.description)
  }

  /// Only the dispatcher knows what is in a slot, and what a worker takes.
  private func workers(for question: Inquiry) -> [WorkerStanding]? {
    switch question {
    case .watch, .status: dispatcher.workerStandings
    case .trials, .explain: nil
    }
  }

  private func hand(
    _ ticket: RequestTicket, to place: WritableKeyPath<OpenRequests, RequestDesk?>,
    _ work: @escaping @Sendable () throws -> RequestOutcome
  ) throws {
    guard requests.count(of: ticket.connection) < OpenRequests.ofOneConnection else {
      throw CommandFailure.failed(
        "This connection waits for \(OpenRequests.ofOneConnection) answers already.")
    }
    let desk = try requests[keyPath: place] ?? RequestDesk(capacity: 64)
    requests[keyPath: place] = desk
    let isTaken = desk.take(ticket) {
      do { return try work() } catch {
        return .refused(error as? CommandFailure ?? .failed("\(error)"))
      }
    }
    if isTaken {
      requests.underWay[ticket.connection, default: []].insert(ticket.number)
    } else {
      let sentence = "The coordinator has \(desk.capacity) requests to answer. Ask again in a moment."
      try refuse(ticket, .failed(sentence))
    }
  }

  func takeFromDesk(whileStoreIsStuck isStuck: Bool = false) throws {
    let desks = [requests.desk, requests.longReader, isStuck ? nil : requests.planner].compactMap { $0 }
    for (ticket, outcome) in desks.flatMap({ $0.takeEnded() }) {
      requests.ended(ticket)
      // What a long list has taken goes back to the system, or peers would be blamed for it.
      Usage.giveBackFreeMemory()
      switch outcome {
      case .done(let text): try answer(ticket, .done, text)
      case .refused(let failure): try refuse(ticket, failure)
      case .planned(let plan, let submission, let old, let format):
        do {
          try answer(ticket, .done, try submit(plan, submission, grownFrom: old).written(as: format))
        } catch let failure as CommandFailure {
          try refuse(ticket, failure)
        } catch let error as StoreError {
          try refuse(ticket, .failed("\(error) The sweep was not taken."))
        }
      }
    }
  }

  /// Stores a plan and gives its trials out.
  private func submit(_ plan: SweepPlan, _ submission: Submission, grownFrom old: SweepID?) throws
    -> SweepAnswer
  {
    let (stored, isNew, grewFrom) = try store.keep(plan, text: submission.file, replacing: old)
    var actions: [Dispatcher.Action] = []
    if isNew || !dispatcher.knows(plan.id) {
      dispatcher.handle(try planned(stored), at: now, into: &actions)
    } else if let grewFrom {
      let trials = try dispatchedTrials(of: stored, from: grewFrom)
      dispatcher.handle(.sweepGrew(plan.id, trials, isOver: stored.isOver), at: now, into: &actions)
    }
    // Who submits a cancelled sweep again wants it.
    if stored.state == .cancelled { dispatcher.handle(.ordered(.resume, plan.id), at: now, into: &actions) }
    if isNew, let old { dispatcher.handle(.replaced(old), at: now, into: &actions) }
    try carryOut(actions)
    upkeep.backlog.rests()
    log("Sweep '\(plan.name)' (\(plan.id.short)) was submitted: \(isNew ? "new" : "already there").")
    return SweepAnswer(stored.sweep, dispatcher.standing(of: plan.id), isNew ? .submitted : .alreadyThere)
  }

  /// Every selected sweep is looked up before the first is ordered. Of several, those that were replaced are left out.
  private func obey(_ order: SweepOrder, _ selector: String, as format: Format) throws -> String {
    let selected = try store.sweeps(named: selector)
    let sweeps = selected.sweeps.filter { $0.state != .replaced }
    if sweeps.isEmpty, let old = selected.sweeps.first {
      throw CommandFailure.failed(
        "Sweep '\(old.sweep.name)' (\(old.sweep.id.short)) was replaced by a grown one. Name that one, or 'last'."
      )
    }
    var actions: [Dispatcher.Action] = []
    var unknown: [Dispatcher.Event] = []
    for sweep in sweeps where !dispatcher.knows(sweep.sweep.id) { unknown.append(try planned(sweep)) }
    for event in unknown { dispatcher.handle(event, at: now, into: &actions) }
    let before = sweeps.map { dispatcher.standing(of: $0.sweep.id) }
    for sweep in sweeps { dispatcher.handle(.ordered(order, sweep.sweep.id), at: now, into: &actions) }
    // All of it in one transaction, however many they are.
    try carryOut(actions)
    let answers = zip(sweeps, before).map { sweep, before in
      SweepAnswer(sweep.sweep, dispatcher.standing(of: sweep.sweep.id), .ordered(order, before: before))
    }
    return try answers.asAnswer(isList: selected.isList).written(as: format)
  }

  private func refuse(_ ticket: RequestTicket, _ failure: CommandFailure) throws {
    let status: ClientAnswer.Status = failure.status == 2 ? .badInput : .failed
    try answer(ticket, status, failure.description)
  }

  /// A client that is gone asks again when it is back. What takes several parts is sent as fast as it is read.
  func answer(_ ticket: RequestTicket, _ status: ClientAnswer.Status, _ text: String) throws {
    requests.answers.add(ticket, status, text, at: now)
    try goOnAnswering()
  }

  func goOnAnswering() throws {
    for part in requests.answers.due(at: now, unsent: { socket.unsentBytes(of: $0) }) {
      if try socket.send(part.answer.frame(), to: part.to) != .sent { requests.answers.drop(part.to) }
    }
    socket.cutOff(requests.answers.takeUnread())
  }
}

extension Inquiry {
  /// Whether its answer may take seconds to make.
  fileprivate var isLong: Bool { if case .trials = self { true } else { false } }

  /// Of a sweep whose trials are listed, at most: all of its rows are in memory while the list is made.
  private static let mostListed = 100_000

  /// - Throws: `CommandFailure.failed` where an answer would take more memory than one who looks may have of a coordinator.
  fileprivate func checkLength(in store: Store) throws {
    guard case .trials(let inquiry) = self else { return }
    let sweep = try store.sweep(named: inquiry.sweep)
    guard sweep.trials > Self.mostListed else { return }
    throw CommandFailure.failed(
      "Sweep '\(sweep.name)' has \(sweep.trials) trials, and a coordinator lists those of at most \(Self.mostListed). "
        + "On its machine 'fathom trials' and 'fathom export' with --store read all.")
  }
}

extension ClientRequest {
  fileprivate var format: Format { asJSON ? .json : .table }
}
