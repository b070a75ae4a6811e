/// Things to come, the soonest first; what is for the same moment comes in the order in which it was added.
struct Agenda<Item> {
  private struct Entry {
    var time: Duration
    var number: Int
    var item: Item

    static func < (left: Entry, right: Entry) -> Bool {
      left.time == right.time ? left.number < right.number : left.time < right.time
    }
  }

  private var heap: [Entry] = []
  private var added = 0

  mutating func add(_ item: Item, at time: Duration) {
    heap.append(Entry(time: time, number: added, item: item))
    added += 1
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popFirst() -> (time: Duration, item: Item)? {
    guard !heap.isEmpty else { return nil }
    heap.swapAt(0, heap.count - 1)
    let first = heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      if least == parent { return (first.time, first.item) }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
