extension Specification {
  /// What the layers that are measured are called, first to last: as in PyTorch, `fc1` and on in a chain. Empty where there
  /// is no network.
  package var layerNames: [String] {
    guard kind.has(Parameter.model) else { return [] }
    if let depth = self[.depth] { return (1...depth).map { "fc\($0)" } }
    return ImageNetwork(self, outputs: 1)?.outline.filter(\.isMeasured).map(\.name) ?? []
  }

  /// The same where a number does not say it all: of convolutional networks.
  package var layerTitles: [String] { model.isOfImages ? layerNames : [] }
}
