import ArrayFiles
import Testing

@Suite struct ArrayFileTests {
  /// What Fixtures/make.py puts into each array of types.npz.
  private static func expected(_ element: ElementType) -> [Double] {
    switch element {
    case .float32: [0, Double(Float(0.1)), 2, -100, 3, 120]
    case .float64: [0, 0.1, 2, -100, 3, 120]
    case .uint8: [0, 1, 2, 100, 3, 120]
    default: [0, 1, 2, -100, 3, 120]
    }
  }

  @Test(
    arguments: ["types.npz", "types_compressed.npz"],
    [ElementType.float32, .float64, .uint8, .int16, .int32, .int64])
  func `every type is read in both byte orders`(file: String, element: ElementType) throws {
    let arrays = try ArrayFile.open(fixture(file))
    let expected = Self.expected(element)
    for name in [element.rawValue, "big_" + element.rawValue] {
      let member = try arrays.member(name)
      #expect(member.shape == [2, 3] && member.element == element)
      #expect(try arrays.doubles(name) == expected)
      #expect(try arrays.floats(name) == expected.map { Float($0) })
      if element != .float32, element != .float64 {
        #expect(try arrays.integers(name) == expected.map { Int($0) })
      }
    }
  }

  @Test func `whole numbers stored as floats are integers and others are refused`() throws {
    let whole = try opened("whole.npy", npy("'<f4'", "(2,)", floats([3, -4])))
    #expect(try whole.integers("array") == [3, -4])
    let broken = try opened("broken.npy", npy("'<f4'", "(2,)", floats([3, 0.5])))
    #expect(throws: ArrayFileError.self) { try broken.integers("array") }
  }

  @Test(arguments: ["tables.npz", "tables_compressed.npz", "zip64.npz", "descriptors.npz", "mixed.npz"])
  func `archives of every layout give the same arrays`(file: String) throws {
    let arrays = try ArrayFile.open(fixture(file))
    #expect(arrays.names == ["x_train", "y_train", "x_test", "y_test"])
    #expect(try arrays.member("x_train").shape == [6, 4])
    #expect(try arrays.floats("x_train") == (0..<24).map { Float($0) / 8 })
    #expect(try arrays.integers("y_train") == [0, 1, 2, 3, 4, 5])
    #expect(try arrays.floats("x_train", rows: 2) == (0..<8).map { Float($0) / 8 })
  }

  @Test(arguments: ["version1.npy", "version2.npy", "version3.npy"])
  func `every version of an npy file is read`(file: String) throws {
    let array = try ArrayFile.open(fixture(file))
    #expect(array.names == [ArrayFile.onlyName])
    #expect(try array.member("array").shape == [6, 4])
    #expect(try array.doubles("array") == (0..<24).map { Double($0) / 8 })
  }

  @Test func `single numbers, empty arrays and cubes keep their shape`() throws {
    let arrays = try ArrayFile.open(fixture("odd.npz"))
    let member = try arrays.member("scalar")
    #expect(member.shape == [] && member.element == .float64)
    #expect(try arrays.doubles("scalar") == [2.5])
    #expect(try arrays.member("empty").shape == [0, 3])
    #expect(try arrays.floats("empty") == [])
    #expect(try arrays.member("cube").shape == [2, 3, 4])
    #expect(try arrays.integers("cube") == Array(0..<24))
  }

  @Test func `an array that cannot be read spoils no other`() throws {
    let arrays = try ArrayFile.open(fixture("odd.npz"))
    for name in ["words", "pairs"] {
      #expect(throws: ArrayFileError.self) { try arrays.member(name) }
    }
    #expect(try arrays.member("fortran").shape == [6, 4])
    #expect(try arrays.integers("truth") == [1, 0])
    #expect(try arrays.floats("half") == [0, 0, 0])
    #expect(try arrays.doubles("scalar") == [2.5])
  }

  @Test func `a Python 2 header and odd spacing are read`() throws {
    let bytes = npy(
      dictionary: "{ \"shape\":(2L , 1L),'fortran_order':False, 'descr':'<i2'}  \n", [1, 0, 2, 0])
    #expect(try opened("old.npy", bytes).integers("array") == [1, 2])
  }

  @Test func `members that are not asked for are not looked at`() throws {
    let sound = try fixtureBytes("tables_compressed.npz")
    // Everything between the first member and the directory becomes noise, local headers included.
    let second = try #require(sound.dropFirst(4).firstRange(of: [0x50, 0x4b, 3, 4]))
    let directory = try #require(sound.firstRange(of: [0x50, 0x4b, 1, 2]))
    var noisy = sound
    for index in second.lowerBound..<directory.lowerBound { noisy[index] = 0xaa }
    let arrays = try opened("noisy.npz", noisy)
    #expect(try arrays.floats("x_train").count == 24)
    #expect(throws: ArrayFileError.self) { try arrays.floats("y_train") }
  }

  @Test(arguments: [ElementType.int16, .int32, .float32, .float64])
  func `IDX types are read`(element: ElementType) throws {
    let array = try ArrayFile.open(fixture("\(element.rawValue).idx"))
    let member = try array.member("array")
    #expect(member.shape == [2, 3] && member.element == element)
    #expect(try array.doubles("array") == Self.expected(element))
  }

  @Test(arguments: ["train-images-idx3-ubyte", "images-idx3.gz"])
  func `IDX images are read, packed or not`(file: String) throws {
    let array = try ArrayFile.open(fixture(file))
    let member = try array.member("array")
    #expect(member.shape == [3, 2, 2] && member.element == .uint8)
    #expect(try array.integers("array") == Array(0..<12))
    #expect(try array.floats("array", rows: 1) == [0, 1, 2, 3])
  }

  @Test func `a damaged row beyond the rows that are asked for is noticed`() throws {
    var bytes = try fixtureBytes("tables.npz")
    let last = floats([23 / 8])
    let range = try #require(bytes.firstRange(of: last))
    bytes[range.lowerBound] ^= 1
    let arrays = try opened("t.npz", bytes)
    let error = try #require(throws: ArrayFileError.self) { try arrays.floats("x_train", rows: 1) }
    #expect(error.description.contains("'x_train' does not match its check sum (CRC-32)."))
  }

  @Test func `rollouts of the Reacher robot have the sums that numpy finds`() throws {
    let arrays = try ArrayFile.open(fixture("../../../sweeps/data/mujoco_reacher.npz"))
    #expect(arrays.names.count == 12)
    let member = try arrays.member("x_train")
    #expect(member.shape == [10000, 11] && member.element == .float32)
    // numpy: z[name].astype("f8").sum(); the order of the additions differs.
    for (name, sum) in [
      ("x_train", 9371.529114103927), ("y_train", -2.7363313312066566), ("x_test", 266.2697394539425),
      ("y_test", -3.6902756627205235), ("reward_train", -751.9365153856052),
    ] {
      #expect(abs(try arrays.doubles(name).reduce(0, +) - sum) < 1e-9)
    }
    #expect(try arrays.integers("episode_train").reduce(0, +) == 995000)
  }
}
