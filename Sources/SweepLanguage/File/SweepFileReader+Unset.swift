internal import SweepModel
internal import SweepText

/// `null` in a list of values: the parameter is not set, as if the file did not name it.
extension SweepFileReader {
  /// The entry without the nulls of its list, `nil` where no value is left, and whether there was one. Nothing after
  /// noting a problem.
  mutating func withoutNull(_ node: YAMLNode, _ parameter: Declaration) -> (YAMLNode?, hasUnset: Bool)? {
    switch node.content {
    case .list(let items) where !parameter.domain.isList:
      return kept(of: items, at: node, parameter).map {
        ($0.map { list(of: $0, at: node) }, $0?.count != items.count)
      }
    case .mapping(let entries):
      guard let place = entries.firstIndex(where: { $0.key == "values" }), entries.count == 1,
        case .list(let items) = entries[place].value.content
      else { return (node, false) }
      let form = entries[place]
      return kept(of: items, at: form.value, parameter).map { left in
        let values = left.map { list(of: $0, at: form.value) }
        let entry = values.map { YAMLNode.Entry(key: form.key, line: form.line, value: $0) }
        return (entry.map { YAMLNode(line: node.line, content: .mapping([$0])) }, left?.count != items.count)
      }
    default: return (node, false)
    }
  }

  private func list(of items: [YAMLNode], at node: YAMLNode) -> YAMLNode {
    YAMLNode(line: node.line, content: .list(items))
  }

  /// The items that are not null; `.some(nil)` where all are, `nil` after noting a problem.
  private mutating func kept(of items: [YAMLNode], at node: YAMLNode, _ parameter: Declaration)
    -> [YAMLNode]??
  {
    let left = items.filter { !$0.isNull }
    switch items.count - left.count {
    case 0: return .some(items)
    case 1 where parameter == Parameter.dataset:
      let _: Never? = refuse(node, parameter.name, found: "null", expected: "\(parameter.domain)")
      return nil
    case 1: return .some(left.isEmpty ? nil : left)
    default:
      problems.add("'\(parameter.name)' has the value 'null' twice. Keep one of them.", at: node.line)
      return nil
    }
  }
}

extension YAMLNode {
  fileprivate var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return ["null", "~"].contains(text.lowercased())
  }
}

extension SweepFile.Block {
  /// A block for each choice of which parameters with `null` are set, those that are not coming first.
  func bySetting() -> [SweepFile.Block] {
    guard let place = axes.firstIndex(where: \.hasUnset) else { return [self] }
    var (without, with) = (axes, axes)
    without.remove(at: place)
    with[place].hasUnset = false
    let blocks = with[place].values.isEmpty ? [without] : [without, with]
    return blocks.flatMap { SweepFile.Block(line: line, axes: $0, isSound: isSound).bySetting() }
  }
}
