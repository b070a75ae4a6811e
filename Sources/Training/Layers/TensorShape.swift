/// What one sample is between two layers: `channels` numbers at each of `height` x `width` places, channels innermost.
package struct TensorShape: Hashable, Sendable {
  package var height = 1
  package var width = 1
  package var channels: Int

  package init(height: Int = 1, width: Int = 1, channels: Int) {
    (self.height, self.width, self.channels) = (height, width, channels)
  }

  package var places: Int { height * width }
  package var count: Int { places * channels }
}
