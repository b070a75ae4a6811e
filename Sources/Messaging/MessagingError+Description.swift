extension MessagingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .resultTooLong(let found, let limit):
      "The result has \(found) bytes of JSON and \(limit) is the limit. Measure fewer epochs."
    case .unreadableResult(let problem): "The result is not readable JSON of a result: \(problem)."
    case .otherSpelling(let count):
      "The result's \(count) bytes are not spelled as Fathom's own, and more of such came than are read. "
        + "Sort the keys and leave out spaces, or send less."
    case .badResult(let objection): "The result's \(objection)."
    case .foreignFrame(let found):
      "A frame starts with '\(hexadecimal(found))' and not with '\(hexadecimal(Protocol.magic))'. "
        + "Something other than Fathom is speaking."
    case .otherVersion(let found):
      "A frame speaks protocol \(found) and this build speaks \(Protocol.version). "
        + "Run the same version of Fathom on both sides."
    case .unknownKind(let found, let speaker):
      "A frame of kind '\(hexadecimal([found]))' is nothing that \(speaker) says."
    case .cutOff(let message, let field, let needed, let left):
      "\(message): '\(field)' needs \(needed) bytes and \(left) are left. The frame is cut off."
    case .tooLong(let message, let field, let found, let limit):
      "\(message): the length of '\(field)' is \(found) and \(limit) is the limit."
    case .outOfRange(let message, let field, let found, let range):
      "\(message): '\(field)' is '\(found)'. Expected is \(range.lowerBound) to \(range.upperBound)."
    case .notText(let message, let field): "\(message): '\(field)' is not valid UTF-8."
    case .emptyName(let message, let field): "\(message): '\(field)' is empty. Give it a name."
    case .controlCharacter(let message, let field):
      "\(message): '\(field)' holds a control character. Use printable characters only."
    case .trailingBytes(let message, let count):
      "\(message): \(count) bytes follow the last field. Expected is the end of the frame."
    case .severalParts(let count):
      "A message has \(count) parts. Expected is one. Use a DEALER socket and send no empty part first."
    case .frameTooLong(let found, let limit): "A frame has \(found) bytes and \(limit) is the limit."
    case .badKeyName(let name):
      "'\(name)' is no name for a key. Expected are 1 to \(KeyRing.nameLimit) letters, digits, '-', '_' and '.'."
    case .keyNameTaken(let name):
      "A key named '\(name)' is in force already. Choose another name, or 'fathom keys revoke \(name)' first."
    case .keyTwice(let key): "The key '\(key)' stands twice. Remove one of its lines."
    case .unknownKeyName(let name, let known):
      "No key named '\(name)' is in force."
        + (known.isEmpty ? " There are none." : " There are: \(known.joined(separator: ", ")).")
    case .badKeyLine(let place, let line, let found):
      "\(place):\(line): '\(found)' is no key. Expected is 'ROLE NAME PUBLIC-KEY', as 'fathom keys add' writes it."
    case .badToken(let address):
      "What follows '\(address)' is no join token. Expected are two keys of 64 digits, as 'fathom keys add' prints them."
    case .noKeys(let folder): "There are no keys in '\(folder)'. Make them with 'fathom keys init'."
    case .keysExist(let folder):
      "'\(folder)' has keys already. They stay in force; 'fathom keys add NAME' adds one."
    case .openKeyFile(let path, let mode, let expected):
      "'\(path)' has mode \(mode), so that others could read keys. Run 'chmod \(expected) \(path)'."
    case .badKeyFile(let path):
      "'\(path)' does not hold a secret key of 64 digits. Restore it from a copy."
    case .keyFile(let path, let text): "Cannot use '\(path)': \(text)."
    case .badEndpoint(let endpoint, let problem): "'\(endpoint)' is not an address to use: \(problem)."
    case .pathTooLong(let path, let found, let limit):
      "The socket path '\(path)' has \(found) bytes and \(limit) is the limit. Choose a shorter folder."
    case .notASocket(let path):
      "'\(path)' is there already and is not a socket. Choose another path, or move it away."
    case .addressInUse(let endpoint):
      "Cannot listen on '\(endpoint)': another process does. Stop it, or choose another address."
    case .notOfThisMachine(let endpoint):
      "Cannot listen on '\(endpoint)': this machine has no such address. '0.0.0.0' means all it has."
    case .noFolder(let endpoint): "Cannot listen on '\(endpoint)': the folder is not there. Create it first."
    case .notPermitted(let endpoint):
      "Cannot listen on '\(endpoint)': this user may not. Choose a folder of your own, or a port above 1023."
    case .beyondLoopback(let endpoint):
      "'\(endpoint)' can be reached from other machines and nothing would check who joins. "
        + "Make keys with 'fathom keys init', listen on 127.0.0.1, or pass --insecure if everybody on this network may join."
    case .tooManySockets:
      "The system gives no more open files. Raise 'ulimit -n' and start again."
    case .callFailed(let call, let text): "The system refused '\(call)': \(text)."
    case .pipeClosed: "The process at the other end of the pipe has ended."
    }
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String { Hexadecimal.text(bytes, separator: " ") }
}
