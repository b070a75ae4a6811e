import Messaging
import Testing

struct EndpointTests {
  @Test(arguments: [
    "tcp://127.0.0.1:7700", "tcp://node-7.cluster:1", "tcp://0.0.0.0:65535", "tcp://*:7700",
    "tcp://10.0.0.1:*",
    "tcp://[::1]:7700", "tcp://[fe80::1%eth0]:7700", "ipc:///run/fathom.sock", "ipc://relative/path",
  ])
  func `an address is read and written alike`(text: String) throws {
    #expect(try Endpoint(text).description == text)
  }

  @Test(arguments: [
    ("tcp://127.0.0.1:7700", true), ("tcp://127.9.8.7:1", true), ("tcp://localhost:*", true),
    ("tcp://[::1]:7", true), ("ipc:///tmp/s", true), ("tcp://0.0.0.0:7700", false), ("tcp://*:7700", false),
    ("tcp://[::]:7700", false), ("tcp://10.0.0.1:7700", false), ("tcp://127.0.0.1.example.com:7700", false),
    ("tcp://127.example:7700", false), ("tcp://eth0:7700", false), ("tcp://128.0.0.1:7700", false),
    ("tcp://127.0.1:7700", false),
  ])
  func `only loopback and socket files are local`(text: String, isLocal: Bool) throws {
    let endpoint = try Endpoint(text)
    #expect(endpoint.isLocal == isLocal)
    try endpoint.checkListening(insecure: true)
    if isLocal {
      try endpoint.checkListening(insecure: false)
    } else {
      #expect(throws: MessagingError.beyondLoopback(text)) { try endpoint.checkListening(insecure: false) }
    }
  }

  static let mistakes: [(String, String)] = [
    ("tpc://h:1", "'tpc://h:1' is not an address to use: it starts with neither 'tcp://' nor 'ipc://'."),
    (
      "tcp://host",
      "'tcp://host' is not an address to use: the port is missing, as in 'tcp://host:7700'."
    ),
    (
      "tcp://[::1]",
      "'tcp://[::1]' is not an address to use: the port is missing, as in 'tcp://host:7700'."
    ),
    ("tcp://:7700", "'tcp://:7700' is not an address to use: the host is missing."),
    (
      "tcp://h:70000",
      "'tcp://h:70000' is not an address to use: the port is '70000' and not a number from 1 to 65535."
    ),
    (
      "tcp://h:0", "'tcp://h:0' is not an address to use: the port is '0' and not a number from 1 to 65535."
    ),
    (
      "tcp://a;b:1",
      "'tcp://a;b:1' is not an address to use: 'a;b' is no host, as in 'node7', '10.0.0.7' or '[fe80::7]'."
    ),
    ("ipc://", "'ipc://' is not an address to use: the path is missing."),
    (
      "ipc://@abstract",
      "'ipc://@abstract' is not an address to use: only a path in the file system is taken."
    ),
    (
      "ipc:///" + String(repeating: "x", count: 107),
      "The socket path '/\(String(repeating: "x", count: 107))' has 108 bytes and 107 is the limit. "
        + "Choose a shorter folder."
    ),
  ]

  @Test(arguments: mistakes)
  func `a bad address gets its sentence`(text: String, sentence: String) {
    let error = #expect(throws: MessagingError.self) { try Endpoint(text) }
    #expect(error?.description == sentence)
  }

  @Test func `listening beyond loopback is refused with the way out`() throws {
    let error = #expect(throws: MessagingError.self) {
      try Endpoint("tcp://0.0.0.0:7700").checkListening(insecure: false)
    }
    #expect(
      error?.description
        == "'tcp://0.0.0.0:7700' can be reached from other machines and nothing would check who joins. "
        + "Make keys with 'fathom keys init', listen on 127.0.0.1, or pass --insecure if everybody on this network may join."
    )
  }
}
