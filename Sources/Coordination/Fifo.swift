/// A queue in one array: adding and taking take constant time on average.
package struct Fifo<Element: Sendable>: Sendable {
  private var items: [Element] = []
  private var head = 0

  package init() {}

  package var isEmpty: Bool { head == items.count }
  package var count: Int { items.count - head }
  package var first: Element? { isEmpty ? nil : items[head] }
  package var waiting: ArraySlice<Element> { items[head...] }

  package mutating func append(_ item: Element) { items.append(item) }

  package mutating func popLast() -> Element? { isEmpty ? nil : items.removeLast() }

  package mutating func popFirst() -> Element? {
    guard let item = first else { return nil }
    head += 1
    if head == items.count {
      items.removeAll(keepingCapacity: head <= 4_096)
      head = 0
    } else if head >= 4_096, head * 2 > items.count {
      items.removeFirst(head)
      head = 0
    }
    return item
  }
}
