/// Which GPUs a machine has, and which of them each slot may use.
package struct GPUShare: Hashable, Sendable {
  /// What `--gpus` says.
  package enum Choice: Hashable, Sendable {
    case all, none
    case ids([String])

    /// `nil` for what is no list of ids.
    package init?(_ text: String) {
      switch text {
      case "all": self = .all
      case "none": self = .none
      default:
        let ids = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let isID = { (id: String) in !id.isEmpty && id.utf8.allSatisfy { GPUShare.isIDByte($0) } }
        guard ids.allSatisfy(isID), Set(ids).count == ids.count, ids.count <= 1024 else { return nil }
        self = .ids(ids)
      }
    }
  }

  package let ids: [String]

  package init(_ ids: [String]) { self.ids = ids }

  /// Of all that are there: those that `CUDA_VISIBLE_DEVICES` names where it is set, else a number for each line
  /// `GPU 0: …` of `nvidia-smi -L`, else one for each folder of `/proc/driver/nvidia/gpus`.
  package static func found(visible: String?, list: () -> String?, folders: () -> Int) -> GPUShare {
    if let visible {
      let ids = visible.split(separator: ",").map { $0.filter { $0 != " " } }
      // CUDA looks at no id behind one that is none.
      return GPUShare(Array(ids.prefix { !$0.isEmpty && $0 != "-1" && $0 != "NoDevFiles" }))
    }
    let lines = (list() ?? "").split(separator: "\n").filter { $0.hasPrefix("GPU ") && $0.contains(":") }
    return GPUShare((0..<(lines.isEmpty ? folders() : lines.count)).map { "\($0)" })
  }

  /// Those of slot `slot` of `count`: each GPU by itself to as many slots as share it, or a slot's own several.
  package func ids(ofSlot slot: Int, of count: Int) -> [String] {
    if ids.isEmpty || count < 1 { return [] }
    if count >= ids.count { return [ids[slot % ids.count]] }
    return Array(ids[(slot * ids.count / count)..<((slot + 1) * ids.count / count)])
  }

  private static func isIDByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/")
  }
}
