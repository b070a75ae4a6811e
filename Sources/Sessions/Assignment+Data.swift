internal import Coordination
internal import SweepModel

extension Assignment {
  /// The data set that the trial reads, which may not lie on this machine; `nil` when it needs none, or when nobody can read
  /// its specification.
  var data: DataID? {
    // What cannot be read is refused with a sentence by the slot.
    guard !dataPath.isEmpty, let text = AssignedText.read(specification),
      let spec = try? Specification(canonical: text.specification), let id = spec.dataset.id
    else { return nil }
    return id
  }
}
