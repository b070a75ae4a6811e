/// What one sample is between two layers: `channels` numbers at each of `height` x `width` places, channels innermost.
package struct TensorShape: Hashable, Sendable {
  package var height = 1
  package var width = 1
  package var channels: Int

  package init(height: Int = 1, width: Int = 1, channels: Int) {
    (self.height, self.width, self.channels) = (height, width, channels)
  }

  /// `nil` for what is no [height, width, channels].
  package init?(_ list: [Int]?) {
    guard let list, list.count == 3, list.allSatisfy({ $0 > 0 }) else { return nil }
    self.init(height: list[0], width: list[1], channels: list[2])
  }

  package var places: Int { height * width }
  package var count: Int { places * channels }
}
