internal import Coordination
internal import SweepModel

extension DataSupply {
  func brokenInvariant() -> String? {
    for (data, need) in needs {
      if need.uses < 1 { return "data \(data.short) is needed by nobody" }
      let isInLine = if case .inLine = need.stage { true } else { false }
      if line.count(where: { $0 == data }) != (isInLine ? 1 : 0) {
        return "data \(data.short) stands wrong in line"
      }
      if case .fetching = need.stage, fetch?.data != data { return "data \(data.short) is not fetched" }
    }
    guard let fetch else { return line.isEmpty ? nil : "nothing is fetched and \(line.count) data sets wait" }
    guard case .fetching = needs[fetch.data]?.stage else {
      return "data \(fetch.data.short) is fetched for nobody"
    }
    if fetch.written > fetch.received || fetch.received > fetch.asked {
      return "a piece came before it was asked for"
    }
    if fetch.asked - fetch.written > settings.window * settings.pieceBytes {
      return "too many pieces are out"
    }
    return nil
  }
}
