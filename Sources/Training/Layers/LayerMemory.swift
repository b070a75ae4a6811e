/// Where one layer's numbers lie. Pointers belong to the network's arena.
struct LayerMemory {
  let learned: [ArrayRole: ParameterArray]
  let remembered: [ArrayRole: UnsafeMutableBufferPointer<Float>]
  /// As `LayerFacts.buffers` asks for.
  let buffers: [UnsafeMutablePointer<Float>]
  /// What every layer may write to during a pass; as long as `LayerFacts.scratch` asks for.
  let scratch: UnsafeMutablePointer<Float>

  /// Takes the layer's arrays from those that are left, and fills them with what they start from.
  init(
    _ facts: any LayerFacts, buffers: [UnsafeMutablePointer<Float>], scratch: UnsafeMutablePointer<Float>,
    from arrays: inout ArraySlice<ParameterArray>,
    and statistics: inout Slice<UnsafeMutableBufferPointer<Float>>
  ) {
    (self.buffers, self.scratch) = (buffers, scratch)
    var learned: [ArrayRole: ParameterArray] = [:]
    var remembered: [ArrayRole: UnsafeMutableBufferPointer<Float>] = [:]
    for plan in facts.learned { learned[plan.role] = arrays.popFirst() }
    for plan in facts.remembered {
      remembered[plan.role] = UnsafeMutableBufferPointer(rebasing: statistics.prefix(plan.count))
      statistics = statistics.dropFirst(plan.count)
    }
    for (role, array) in learned { array.values.update(repeating: role.start, count: array.count) }
    for (role, numbers) in remembered { numbers.update(repeating: role.start) }
    (self.learned, self.remembered) = (learned, remembered)
  }

  subscript(role: ArrayRole) -> ParameterArray {
    guard let array = learned[role] else { preconditionFailure("a layer has the arrays that its plan names") }
    return array
  }
}
