/// What one sample is between two layers: `channels` numbers at each of `height` x `width` places, channels innermost.
package struct TensorShape: Hashable, Sendable {
  package var height = 1
  package var width = 1
  package var channels: Int

  package var count: Int { height * width * channels }
}
