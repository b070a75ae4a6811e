/// Places of a table in the order in which they were last touched. Every operation takes constant time.
///
/// All entries of one list wait for the same length of time, so the least recently touched is the first one due.
struct RecencyList: Sendable {
  private struct Link: Sendable {
    var before: Int32
    var after: Int32
    var isIn = false
  }

  private static let none: Int32 = -1
  private var links: [Link] = []
  private var first = Self.none
  private var last = Self.none
  private(set) var count = 0

  /// The least recently touched place.
  var oldest: Int? { first == Self.none ? nil : Int(first) }

  func contains(_ place: Int) -> Bool { place < links.count && links[place].isIn }

  /// The next more recently touched place.
  func next(after place: Int) -> Int? {
    let after = links[place].after
    return after == Self.none ? nil : Int(after)
  }

  /// Makes `place` the most recent one, whether it was in the list or not.
  mutating func touch(_ place: Int) {
    if contains(place) { remove(place) }
    while links.count <= place { links.append(Link(before: Self.none, after: Self.none)) }
    links[place] = Link(before: last, after: Self.none, isIn: true)
    if last == Self.none { first = Int32(place) } else { links[Int(last)].after = Int32(place) }
    last = Int32(place)
    count += 1
  }

  /// Takes `place` out; nothing happens when it is not in.
  mutating func remove(_ place: Int) {
    guard contains(place) else { return }
    let link = links[place]
    if link.before == Self.none { first = link.after } else { links[Int(link.before)].after = link.after }
    if link.after == Self.none { last = link.before } else { links[Int(link.after)].before = link.before }
    links[place].isIn = false
    count -= 1
  }
}
