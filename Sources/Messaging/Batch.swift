/// Spreads a list over as few frames as its bounds allow. An empty list still gives one frame.
///
/// - Throws: `.frameTooLong` when one item alone does not fit.
func batch<Item>(
  _ items: [Item], upTo limit: Int,
  start: () throws(MessagingError) -> ByteEncoder,
  write: (Item, inout ByteEncoder) throws(MessagingError) -> Void
) throws(MessagingError) -> [[UInt8]] {
  var frames: [[UInt8]] = []
  var frame = try start()
  var place = frame.reserveCount()
  var count = 0
  for item in items {
    let before = frame.count
    try write(item, &frame)
    if count > 0, frame.count > limit || count == Limits.list {
      frame.cut(to: before)
      frame.fill(place, with: count)
      frames.append(try frame.frame(upTo: limit))
      frame = try start()
      place = frame.reserveCount()
      count = 0
      try write(item, &frame)
    }
    count += 1
  }
  frame.fill(place, with: count)
  frames.append(try frame.frame(upTo: limit))
  return frames
}
