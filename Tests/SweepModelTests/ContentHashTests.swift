import SweepModel
import Testing

@Test(arguments: [
  ("", "e3b0c44298fc1c149afbf4c8996fb924"),
  ("abc", "ba7816bf8f01cfea414140de5dae2223"),
  ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039"),
])
func `the hash is the first half of SHA-256 (FIPS 180-2's examples)`(_ text: String, _ digits: String) {
  var hash = ContentHash()
  hash.update(text)
  let id: DataID = hash.finish()
  #expect(id.description == digits)
}

@Test func `pieces do not show in the hash, and finishing does not end it`() {
  var whole = ContentHash()
  whole.update(Array("one two three".utf8))
  var pieces = ContentHash()
  for piece in ["one", " two", "", " three"] {
    pieces.update(piece)
    let _: TrialID = pieces.finish()
  }
  let left: SweepID = whole.finish()
  let right: SweepID = pieces.finish()
  #expect(left == right)
}
