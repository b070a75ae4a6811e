package import SweepModel

/// The argument list of one trial: the words of its command, with the macros for its parameters filled in.
package enum CommandArguments {
  /// - Parameters:
  ///   - arguments: what the macros stand for; by default all that the trial is given.
  ///   - file: path of a file that holds them as JSON, for `${args_json_file}`.
  package static func words(
    of trial: CommandTrial, with arguments: [ParameterValue.Member]? = nil, file: String
  ) -> [String] {
    trial.words.flatMap { word in
      ArgumentMacro(rawValue: word).map { words($0, arguments ?? trial.arguments, file) } ?? [word]
    }
  }

  /// Whether `${args_json_file}` is among the words.
  package static func readsFile(_ trial: CommandTrial) -> Bool {
    trial.words.contains(ArgumentMacro.jsonFile.rawValue)
  }

  private static func words(
    _ macro: ArgumentMacro, _ parameters: [ParameterValue.Member], _ file: String
  ) -> [String] {
    switch macro {
    case .json: return [ParameterValue.map(parameters).pythonJSON]
    case .jsonFile: return [file]
    default: break
    }
    return parameters.flatMap { parameter -> [String] in
      let pair = "\(parameter.name)=\(parameter.value.pythonText)"
      switch macro {
      case .args: return ["--" + pair]
      case .noEquals: return ["--" + parameter.name, parameter.value.pythonText]
      case .noHyphens: return [pair]
      case .noBooleanFlags:
        guard case .flag(let flag) = parameter.value else { return ["--" + pair] }
        return flag ? ["--" + parameter.name] : []
      case .appendHydra: return ["+" + pair]
      case .overrideHydra: return ["++" + pair]
      case .json, .jsonFile: return []
      }
    }
  }
}

extension ParameterValue {
  /// As Python's `json.dumps` writes it: ASCII alone, a blank behind commas and colons.
  package var pythonJSON: String { json(decimal: false) }

  /// The same as a part of YAML: PyYAML takes a number without a point, such as `1e-05`, for a text.
  var yaml: String { json(decimal: true) }

  private func json(decimal: Bool) -> String {
    switch self {
    case .null: "null"
    case .flag(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .real: Self.number(pythonText, decimal)
    case .word(let word): Self.quoted(word)
    case .integers(let items): Self.list(items.map { String($0) })
    case .lists(let lists): Self.list(lists.map { Self.list($0.map { String($0) }) })
    case .words(let words): Self.list(words.map(Self.quoted))
    case .list(let items): Self.list(items.map { $0.json(decimal: decimal) })
    case .map(let members):
      "{"
        + members.map { "\(Self.quoted($0.name)): \($0.value.json(decimal: decimal))" }.joined(
          separator: ", ")
        + "}"
    }
  }

  private static func list(_ items: [String]) -> String { "[\(items.joined(separator: ", "))]" }

  private static func number(_ text: String, _ decimal: Bool) -> String {
    guard decimal, !text.contains("."), let exponent = text.firstIndex(of: "e") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: result += "\\\""
      case 0x5c: result += "\\\\"
      case 0x0a: result += "\\n"
      case 0x0d: result += "\\r"
      case 0x09: result += "\\t"
      case 0x08: result += "\\b"
      case 0x0c: result += "\\f"
      case 0x20..<0x7f: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return result + "\""
  }
}
