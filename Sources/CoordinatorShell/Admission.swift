package import Messaging
internal import Synchronization

/// Who may speak to this coordinator: the keys as they lie on disk, read again when they change.
package final class Admission {
  /// How often the disk is asked whether keys changed.
  static let interval = Duration.seconds(1)

  private let folder: KeyFolder
  private let gatekeeper: Gatekeeper
  private var ring: KeyRing
  private var stamp: [Int]
  private var lastLook = ContinuousClock.now

  /// Make it before the listener of `context`.
  package init(_ folder: KeyFolder, _ context: Context) throws(MessagingError) {
    self.folder = folder
    stamp = folder.ringStamp
    ring = try folder.ring()
    let looks = FreshLooks(stamp)
    gatekeeper = try Gatekeeper(context, ring: ring) { looks.ring(of: folder) }
  }

  /// A connection failed before the gatekeeper was asked; of those the system knows this end's address alone.
  func noteFailedHandshake() { gatekeeper.note("it has no key, or takes this for another coordinator.") }

  /// A connection was cut for another reason.
  func note(_ reason: String) { gatekeeper.note(reason) }

  /// Whose keys most of these messages came with; without messages, who was let in last.
  func commonest(of keys: [PublicKey]) -> String? {
    let counts = Dictionary(keys.map { ($0, 1) }, uniquingKeysWith: +)
    return (counts.max { $0.value < $1.value }?.key ?? gatekeeper.lastWelcomed).flatMap { ring[$0]?.name }
  }

  /// Whether the holder of this key is still let in.
  func isInForce(_ key: PublicKey) -> Bool { ring[key]?.isRevoked == false }

  /// Why the frame's sender may not act as `role`; `nil` when it may.
  func objection(to incoming: Incoming, as role: Role) -> String? {
    guard let key = incoming.key else {
      return "This connection has no key. Ask for one: 'fathom keys add NAME'."
    }
    // The gatekeeper may have met a key that is younger than the last look.
    if ring[key] == nil, let newer = try? folder.ring() { ring = newer }
    return ring.objection(to: key, as: role)
  }

  /// Follows the disk, and answers what to log. A ring that cannot be read leaves the last one in force.
  func refresh() -> [String] {
    guard ContinuousClock.now - lastLook >= Self.interval else { return [] }
    lastLook = .now
    var sentences = gatekeeper.refusals()
    let found = folder.ringStamp
    if found != stamp {
      stamp = found
      do {
        ring = try folder.ring()
        gatekeeper.follow(ring)
        let count = ring.entries.count { !$0.isRevoked }
        sentences.append("Keys were changed: \(count) are in force.")
      } catch { sentences.append("\(error) The keys read before stay in force.") }
    }
    return sentences
  }
}

/// The keys on disk, for a key that is not known: it may have been made a moment ago. Asking costs a microsecond, the handshake
/// before it several hundred.
private final class FreshLooks: Sendable {
  private let stamp: Mutex<[Int]>

  init(_ stamp: [Int]) { self.stamp = Mutex(stamp) }

  /// `nil` where nothing changed, or what changed cannot be read.
  func ring(of folder: KeyFolder) -> KeyRing? {
    stamp.withLock { stamp in
      let found = folder.ringStamp
      // Only half of it may be written yet: the next key that is not known asks again.
      guard found != stamp, let ring = try? folder.ring() else { return nil }
      stamp = found
      return ring
    }
  }
}
