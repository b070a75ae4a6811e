/// What is measured of a layer: N x `inputs` features and `outputs` x `inputs` weights.
package struct FeatureView: Hashable, Sendable {
  package let inputs: Int
  package let outputs: Int
}

/// One layer as it is measured, and what enters it over the whole train set. The pointers are valid during the call
/// only.
package struct LayerView {
  /// Among the layers that are measured, from 1.
  package let number: Int
  package let name: String
  package let rows: Int
  package let inputs: Int
  package let outputs: Int
  /// Of a convolution: its weights are also filters x (kernel x kernel x in). Elsewhere as many as outputs.
  package let filters: Int
  /// rows x inputs, row-major, what enters the layer in evaluation mode: the raw inputs for layer 1, for the others
  /// what normalisation (with its running statistics) and activation give. Of a convolution the mean over places.
  package let features: UnsafePointer<Float>
  /// outputs x inputs, row-major; of a convolution (out x kernel x kernel) x in.
  package let weights: UnsafePointer<Float>
}
