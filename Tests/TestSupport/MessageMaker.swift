package import Coordination
package import Messaging
internal import SweepModel

/// Random but repeatable messages, within their bounds.
package struct MessageMaker {
  private var random: RandomStream

  package init(seed: Int) { random = RandomStream(seed: seed, for: .test) }

  package mutating func below(_ bound: Int) -> Int { random.below(bound) }

  package mutating func workerMessage() -> WorkerMessage {
    switch below(7) {
    case 0:
      return .hello(
        Hello(
          worker: WorkerID(name()), host: name(), slots: 1 + below(64), room: below(1_000),
          numerics: below(9), coreType: name(), held: list { $0.holding() }))
    case 1: return .beat(room: below(1_000), held: list { $0.holding() })
    case 2: return .reported(room: below(1_000), list { $0.report() })
    case 3: return .handedBack(list { $0.lease() })
    case 4:
      return .fetch(
        PieceRequest(data(), offset: below(1 << 50), length: 1 + below(Limits.piece), receipt: random.next()))
    case 5: return .probed(UInt32(below(1 << 32)), report().outcome)
    default: return .left
    }
  }

  package mutating func coordinatorMessage() -> CoordinatorMessage {
    switch below(9) {
    case 0:
      return .welcome(
        beatInterval: .milliseconds(1 + below(Limits.milliseconds)),
        leaseLength: .milliseconds(1 + below(Limits.milliseconds)))
    case 1: return .assign(list { $0.assignment() })
    case 2: return .acknowledged(list { $0.lease() })
    case 3: return .revoked(list { $0.lease() })
    case 4: return .whoAreYou
    case 5:
      return .piece(
        DataPiece(
          data(), receipt: random.next(), files: list { DataPart($0.name(), byteCount: $0.below(1 << 50)) },
          offset: below(1 << 50), bytes: bytes()))
    case 6: return .withheld(data(), text())
    case 7: return .probe(UInt32(below(1 << 32)), specification: bytes())
    default: return .refused(text())
    }
  }

  package mutating func slotMessage() -> SlotMessage {
    switch below(8) {
    case 0: .ready(coreType: name())
    case 5: .free
    case 6: .ended(lease().trial, below(2) == 0 ? .result(bytes()) : .failure(failure(), text()))
    case 3: .noted(text())
    case 4: .putOff(text())
    case 1: .moved(steps: below(.max), below(2) == 0 ? nil : news())
    case 2: .finished(bytes())
    default: .failed(failure(), text())
    }
  }

  package mutating func clientRequest() -> ClientRequest {
    let body: ClientRequest.Body
    switch below(4) {
    case 0:
      body = .submit(
        Submission(
          id: SweepID(high: random.next(), low: random.next()), file: text(), path: text(),
          data: list { KnownData($0.text(), $0.facts()) }, grownFrom: below(2) == 0 ? nil : name()))
    case 1:
      let orders: [SweepOrder] = [.pause, .resume, .cancel, .retryFailed, .prioritise(below(2_001) - 1_000)]
      body = .order(orders[below(5)], sweep: text())
    case 2: body = .compare
    default:
      let state = below(2) == 0 ? nil : TrialState.allCases[below(TrialState.allCases.count)]
      let questions: [Inquiry] = [
        .status(sweep: below(2) == 0 ? nil : name(), width: below(401)),
        .trials(
          TrialInquiry(
            sweep: text(), state: state, condition: text(), order: text(), limit: below(1_000),
            width: below(401))),
        .explain(trial: text()),
        .watch(sweep: below(2) == 0 ? nil : name(), width: 20 + below(381), height: below(401)),
      ]
      body = .ask(questions[below(4)])
    }
    return ClientRequest(number: UInt32(below(1 << 32)), asJSON: below(2) == 0, body)
  }

  package mutating func clientAnswer() -> ClientAnswer {
    ClientAnswer(
      number: UInt32(below(1 << 32)), part: below(Limits.answerParts),
      status: ClientAnswer.Status.allCases[below(4)], text: bytes())
  }

  private mutating func facts() -> DataFacts {
    DataFacts(
      id: data(), path: "/data/" + text(), trainRows: below(1 << 31),
      testRows: below(2) == 0 ? nil : 1 + below(1_000), inputs: below(1 << 20), targets: below(1 << 20),
      imageShape: below(3) == 0 ? (0..<3).map { _ in 1 + below(1 << 14) } : nil)
  }

  package mutating func assignment() -> Assignment {
    Assignment(
      lease(), specification: bytes(), dataPath: below(2) == 0 ? "" : "/data/" + text(),
      limits: AttemptLimits(
        time: below(2) == 0 ? nil : .milliseconds(1 + below(1 << 40)),
        residentBytes: below(2) == 0 ? nil : 1 + below(1 << 50)))
  }

  package mutating func bytes(atMost limit: Int = 200) -> [UInt8] {
    (0..<below(limit + 1)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  package mutating func lease() -> Lease {
    Lease(TrialID(high: random.next(), low: random.next()), Attempt(1 + below(Limits.attempt)))
  }

  private mutating func data() -> DataID { DataID(high: random.next(), low: random.next()) }

  private mutating func report() -> Report {
    Report(
      lease(), below(2) == 0 ? .result(bytes()) : .failure(failure(), text()),
      log: below(2) == 0 ? "" : text())
  }

  private mutating func holding() -> Holding {
    let phases: [Holding.Phase] = [.queued, .running(steps: below(.max)), .reporting]
    let phase = phases[below(3)]
    guard case .running = phase, below(2) == 0 else { return Holding(lease(), phase) }
    return Holding(lease(), phase, news: news())
  }

  private mutating func news() -> TrialNews {
    TrialNews(epoch: below(1 << 32), loss: below(4) == 0 ? nil : Double(below(.max)) / 1e17)
  }

  private mutating func failure() -> FailureClass {
    FailureClass.allCases[below(FailureClass.allCases.count)]
  }

  private mutating func list<Item>(_ make: (inout MessageMaker) -> Item) -> [Item] {
    (0..<below(6)).map { _ in make(&self) }
  }

  private mutating func name() -> String { "w-" + text() }

  private mutating func text() -> String {
    let letters: [Character] = ["a", "Z", "0", " ", "-", "é", "層", "😀", "'"]
    return String((0..<below(12)).map { _ in letters[below(letters.count)] })
  }
}

extension MessageMaker {
  /// Flips, cuts, doubles and overwrites bytes in one to three places.
  package mutating func damage(_ frame: [UInt8]) -> [UInt8] {
    var frame = frame
    for _ in 0...below(3) {
      guard !frame.isEmpty else { break }
      let place = below(frame.count)
      switch below(6) {
      case 0: frame[place] ^= 1 << UInt8(below(8))
      case 1: frame[place] = [0, 0xff, 0x7f, 0x80][below(4)]
      case 2: frame.removeLast(below(frame.count))
      case 3: frame.append(contentsOf: bytes(atMost: 8))
      case 4: frame.insert(contentsOf: bytes(atMost: 4), at: place)
      default: for byte in place..<min(place + 4, frame.count) { frame[byte] = 0xff }
      }
    }
    return frame
  }
}
