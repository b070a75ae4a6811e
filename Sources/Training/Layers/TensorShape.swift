/// What one sample is between two layers: `channels` numbers at each of `height` x `width` places, channels innermost.
package struct TensorShape: Hashable, Sendable {
  package let height: Int
  package let width: Int
  package let channels: Int

  package init(height: Int = 1, width: Int = 1, channels: Int) {
    (self.height, self.width, self.channels) = (height, width, channels)
  }

  package var count: Int { height * width * channels }
}
