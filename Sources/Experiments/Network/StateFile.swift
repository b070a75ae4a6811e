internal import ArrayFiles
internal import Datasets
package import Training

/// A network's state in an .npz, named and laid out as PyTorch's: `np.savez(path, **{k: v.numpy() for k, v in
/// net.state_dict().items()})` writes one, `{k: torch.tensor(v) for k, v in np.load(path).items()}` reads one.
package enum StateFile {
  /// - Throws: `BadFile` when it is not this network's state, or a number is not finite. Nothing that the network lacks is
  ///   read.
  package static func read(_ path: String, for network: Architecture) throws -> [StateArray] {
    do {
      let archive = try ArrayFile.open(path)
      try network.checkState(archive.names.map { ($0, try archive.member($0).shape) })
      return try network.stateLayouts.map { layout in
        let entries = try archive.floats(layout.name)
        if let place = entries.firstIndex(where: { !$0.isFinite }) {
          throw BadFile(
            "\(path): '\(layout.name)' holds '\(entries[place])' as its number \(place) (the first is 0). "
              + "Expected finite numbers. Save other weights.")
        }
        return StateArray(name: layout.name, shape: layout.shape, entries: entries)
      }
    } catch let error as ArrayFileError {
      throw BadFile(error.description)
    } catch let error as TrainingError {
      throw BadFile("\(path): \(error)")
    }
  }

  package static func write(_ state: [StateArray], to path: String) throws {
    try ArrayFile.writeNPZ(path: path, state.map { NPZArray($0.name, shape: $0.shape, .floats($0.entries)) })
  }
}
