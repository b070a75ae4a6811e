/// Spreads a list over as few frames as its bounds allow, each of which begins as `start`. An empty list still gives one
/// frame.
///
/// - Throws: `.frameTooLong` when one item alone does not fit.
func batch<Item>(
  _ items: [Item], from start: ByteEncoder, upTo limit: Int,
  write: (Item, inout ByteEncoder) throws(MessagingError) -> Void
) throws(MessagingError) -> [[UInt8]] {
  var frames: [[UInt8]] = []
  var frame = start
  let place = frame.reserveCount()
  let empty = frame
  var count = 0
  for item in items {
    let before = frame.count
    try write(item, &frame)
    if count > 0, frame.count > limit || count == Limits.list {
      frame.cut(to: before)
      frame.fill(place, with: count)
      frames.append(try frame.frame(upTo: limit))
      frame = empty
      count = 0
      try write(item, &frame)
    }
    count += 1
  }
  frame.fill(place, with: count)
  frames.append(try frame.frame(upTo: limit))
  return frames
}
