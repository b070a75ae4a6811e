import ArrayFiles
import SweepModel
import Testing

@Suite struct MutationTests {
  private static let files = [
    "tables.npz", "tables_compressed.npz", "zip64.npz", "descriptors.npz", "types.npz", "odd.npz",
    "version1.npy",
    "version3.npy", "train-images-idx3-ubyte", "images-idx3.gz", "float64.idx",
  ]

  /// Reads everything there is; counts what was refused.
  private func read(_ path: String) -> (read: Int, refused: Int) {
    var (read, refused) = (0, 0)
    do throws(ArrayFileError) {
      let file = try ArrayFile.open(path)
      for name in file.names {
        do throws(ArrayFileError) {
          let count = try file.member(name).shape.reduce(1, *)
          guard try file.floats(name).count == count else { return (-1, -1) }
          read += 1
        } catch {
          refused += error.description.isEmpty ? 0 : 1
        }
      }
    } catch {
      refused += error.description.isEmpty ? 0 : 1
    }
    return (read, refused)
  }

  @Test(arguments: 0..<4) func `20,000 mutants are read or refused`(quarter: Int) throws {
    let seed = 20260 + quarter
    var random = RandomStream(seed: seed, for: .test)
    let sound = try Self.files.map(fixtureBytes)
    var (read, refused) = (0, 0)
    let clock = ContinuousClock()
    for turn in 0..<5000 {
      let bytes = mutated(sound[random.below(sound.count)], &random, donor: sound[random.below(sound.count)])
      var counts = (read: 0, refused: 0)
      let time = try withFile("mutant", bytes) { path in clock.measure { counts = self.read(path) } }
      #expect(counts.read >= 0 && counts.refused >= 0, "seed \(seed), turn \(turn): count and shape differ")
      #expect(time < .seconds(1), "seed \(seed), turn \(turn) took \(time)")
      read += counts.read
      refused += counts.refused
    }
    // A test whose mutants are all refused or all sound would show nothing.
    #expect(read > 1000 && refused > 2000, "seed \(seed): \(read) read, \(refused) refused")
  }

  @Test func `5,000 mutants of text tables and of named tables are loaded or refused`() throws {
    let seed = 20270
    var random = RandomStream(seed: seed, for: .test)
    let texts = [
      "a,b,c\n1,2,3\n4,5,6\n7,8,9\n", "1;2.5e3;-3\r\n\"4\";5;6\r\n", "1\t2\n3\t4\n",
      "\"x\"\"y\",\"z\"\n1e-5,nan\n0.1,inf\n",
    ]
    let sound =
      texts.map { Array($0.utf8) } + [try fixtureBytes("tables.npz"), try fixtureBytes("version1.npy")]
    var (loaded, refused) = (0, 0)
    for turn in 0..<5000 {
      let bytes = mutated(sound[random.below(sound.count)], &random, donor: sound[random.below(4)])
      let targets = [nil, 1, 2][random.below(3)]
      do {
        let tables = try withFile("mutant", bytes) { path in
          try TrainingTables.load(path: path, targetColumns: targets)
        }
        #expect(tables.xTrain.rows == tables.yTrain.rows, "seed \(seed), turn \(turn)")
        let isFinite = (tables.xTrain.entries + tables.yTrain.entries).allSatisfy(\.isFinite)
        #expect(isFinite, "seed \(seed), turn \(turn)")
        loaded += 1
      } catch let error as ArrayFileError {
        refused += error.description.isEmpty ? 0 : 1
      }
    }
    #expect(loaded > 300 && refused > 1000, "seed \(seed): \(loaded) loaded, \(refused) refused")
  }

  private func mutated(_ sound: [UInt8], _ random: inout RandomStream, donor: [UInt8]) -> [UInt8] {
    var bytes = sound
    for _ in 0...random.below(3) where !bytes.isEmpty {
      let place = random.below(bytes.count)
      switch random.below(7) {
      case 0: bytes[place] ^= 1 << UInt8(random.below(8))
      case 1: bytes.removeSubrange(place...)
      case 2:
        bytes.replaceSubrange(
          place..<min(bytes.count, place + random.below(40)), with: donor.suffix(random.below(60)))
      case 3: bytes.insert(contentsOf: donor[random.below(donor.count)...].prefix(30), at: place)
      case 4:
        tamper(
          &bytes,
          after: [[0x50, 0x4b, 1, 2], [0x50, 0x4b, 3, 4], [0x50, 0x4b, 5, 6], [0x50, 0x4b, 6, 6]], &random)
      case 5:
        tamper(
          &bytes, after: [Array("NUMPY".utf8), Array("shape': (".utf8), Array("descr': '".utf8)], &random)
      default: bytes[place] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)]
      }
    }
    return bytes
  }

  /// Overwrites one field near one of the marks with a number that is hard on arithmetic.
  private func tamper(_ bytes: inout [UInt8], after marks: [[UInt8]], _ random: inout RandomStream) {
    let places = bytes.indices.filter { index in marks.contains { bytes[index...].starts(with: $0) } }
    guard !places.isEmpty else { return }
    let place = places[random.below(places.count)] + 4 + random.below(46)
    let numbers = [
      0, 1, 0x7fff_ffff, 0xffff_ffff, 0xffff_fffe, 0x8000_0000, .max, .min, bytes.count, 0x3939_3939,
    ]
    let field = little(numbers[random.below(numbers.count)], [1, 2, 4, 8][random.below(4)])
    for (offset, byte) in field.enumerated() where place + offset < bytes.count {
      bytes[place + offset] = byte
    }
  }
}
