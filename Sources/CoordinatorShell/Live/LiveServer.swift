internal import Answers
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Pages
internal import Processes
internal import RunStore
internal import Synchronization

/// The coordinator's HTTP side: reads, never writes, and knows nothing of the dispatcher.
final class LiveServer: Sendable {
  private let address: LiveAddress
  private let desk: PageDesk
  private let board: LiveBoard
  private let streams = Mutex(0)

  /// Pages that may listen to events at once.
  private static let greatestStreams = 64

  init(_ address: LiveAddress, store folder: String, board: LiveBoard) throws {
    self.address = address
    self.board = board
    desk = PageDesk(LivePages(store: try Store.open(folder, as: .reader), board: board))
  }

  /// Serves from now on until the process ends. Answers where, once the socket listens.
  ///
  /// - Throws: when the address cannot be had.
  func start() throws -> String {
    let started = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<Int, any Error>?>(nil)
    let responder = CallbackResponder<BasicRequestContext> { [self] request, _ in await respond(to: request) }
    var silent = Logger(label: "fathom") { _ in SwiftLogNoOpLogHandler() }
    silent.logLevel = .critical
    let application = Application(
      responder: responder,
      // A request that does not come to its end keeps its connection for so long.
      server: .http1(configuration: .init(idleTimeout: .seconds(10))),
      configuration: .init(
        address: .hostname(address.bindingHost, port: address.port), serverName: "fathom",
        availableConnectionsDelegate: .maximum(max(64, min(1_024, OpenFiles.raise() / 2)), logger: silent)),
      onServerRunning: { channel in
        outcome.withLock { $0 = .success(channel.localAddress?.port ?? 0) }
        started.signal()
      }, logger: silent)
    Task.detached {
      do { try await application.run() } catch {
        outcome.withLock { $0 = .failure(error) }
        started.signal()
      }
    }
    started.wait()
    switch outcome.withLock({ $0 }) {
    case .success(let port): return "http://\(address.host == "*" ? "0.0.0.0" : address.host):\(port)/"
    case .failure(let error):
      throw CommandFailure.failed("Cannot serve the live page on '\(address)': \(Self.words(error))")
    case nil: throw CommandFailure.failed("Cannot serve the live page on '\(address)'.")
    }
  }

  private static func words(_ error: any Error) -> String {
    if let error = error as? IOError { return String(cString: strerror(error.errnoCode)) + "." }
    return "\(error)"
  }

  private func respond(to request: Request) async -> Response {
    guard address.accepts(request.head.authority) else {
      return sentence(.misdirectedRequest, "Ask for this page as 127.0.0.1 or localhost.")
    }
    guard request.method == .get || request.method == .head else {
      var response = sentence(.methodNotAllowed, "This server shows and changes nothing: GET or HEAD.")
      response.headers[.allow] = "GET, HEAD"
      return response
    }
    guard let route = LiveRoute(path: request.uri.path, query: request.uri.query ?? "") else {
      return sentence(.notFound, "There is no page of this name. The sweeps are at '/'.")
    }
    if route == .events, request.method == .get { return events() }
    let response = route == .health ? health : response(await desk.ask { try $0.answer(route) })
    return request.method == .head ? response.createHeadResponse() : response
  }

  private var health: Response {
    let trouble = board.trouble
    return (trouble ?? "ok\n").response(
      trouble == nil ? .ok : .serviceUnavailable, "text/plain; charset=utf-8")
  }

  private func response(_ answer: Result<LiveAnswer, any Error>) -> Response {
    switch answer {
    case .success(.page(let text)): text.response(.ok, "text/html; charset=utf-8")
    case .success(.json(let text)): text.response(.ok, "application/json")
    case .success(.text(let text)): text.response(.ok, "text/plain; version=0.0.4; charset=utf-8")
    case .success(.script(let text)): text.response(.ok, "text/javascript; charset=utf-8")
    case .success(.missing(let text)): sentence(.notFound, text)
    case .failure(let error): sentence(.serviceUnavailable, "The store cannot be read just now: \(error)")
    }
  }

  private func sentence(_ status: HTTPResponse.Status, _ text: String) -> Response {
    LivePage.sentence("\(status.code)", text).response(status, "text/html; charset=utf-8")
  }

  /// A stream that says when to look again: at most once a second, and now and then that it is still there.
  private func events() -> Response {
    let isTaken = streams.withLock { count in
      guard count < Self.greatestStreams else { return false }
      count += 1
      return true
    }
    guard isTaken else { return sentence(.serviceUnavailable, "Too many pages are open.") }
    let body = ResponseBody { [self] writer in
      defer { streams.withLock { $0 -= 1 } }
      var last: String?
      var quiet = 0
      while !Task.isCancelled {
        let generation = try await desk.ask { try $0.generation() }.get()
        quiet += 1
        if generation != last {
          try await writer.write(ByteBuffer(string: "event: change\ndata: \(generation)\n\n"))
          (last, quiet) = (generation, 0)
        } else if quiet >= 10 {
          try await writer.write(ByteBuffer(string: ": still here\n\n"))
          quiet = 0
        }
        try await Task.sleep(for: .seconds(1))
      }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: Self.headers("text/event-stream"), body: body)
  }

  fileprivate static func headers(_ type: String) -> HTTPFields {
    var headers = HTTPFields()
    headers[.contentType] = type
    headers[.cacheControl] = "no-store"
    headers[.contentSecurityPolicy] = LivePage.policy
    headers[.xContentTypeOptions] = "nosniff"
    return headers
  }
}

extension String {
  fileprivate func response(_ status: HTTPResponse.Status, _ type: String) -> Response {
    Response(
      status: status, headers: LiveServer.headers(type), body: .init(byteBuffer: ByteBuffer(string: self)))
  }
}

/// One thread that makes pages, in the order in which they are asked for.
private final class PageDesk: Sendable {
  private let queue = DispatchQueue(label: "fathom.pages")
  private let pages: Mutex<LivePages>

  init(_ pages: sending LivePages) { self.pages = Mutex(pages) }

  func ask<Answer: Sendable>(_ question: @escaping @Sendable (LivePages) throws -> Answer) async
    -> Result<Answer, any Error>
  {
    await withCheckedContinuation { done in
      queue.async { [self] in
        done.resume(returning: pages.withLock { pages in Result { try question(pages) } })
      }
    }
  }
}
