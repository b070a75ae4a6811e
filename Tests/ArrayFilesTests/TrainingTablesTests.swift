import ArrayFiles
import CodeBundles
import SweepModel
import Testing

@Suite struct TrainingTablesTests {
  @Test func `an npz gives train and test tables`() throws {
    let tables = try TrainingTables.load(path: fixture("tables_compressed.npz"))
    #expect(tables.xTrain == .init(rows: 6, columns: 4, entries: (0..<24).map { Float($0) / 8 }))
    #expect(tables.yTrain == .init(rows: 6, columns: 1, entries: [0, 1, 2, 3, 4, 5]))
    #expect(tables.xTest == .init(rows: 2, columns: 4, entries: (0..<8).map { Float($0) / 8 + 1 }))
    #expect(tables.yTest == .init(rows: 2, columns: 1, entries: [7, 8]))
  }

  @Test func `images in an npz are flattened to a row each`() throws {
    let images = Archive(entries: [
      .init("x_train.npy", npy("'<f4'", "(2, 2, 2)", floats([1, 2, 3, 4, 5, 6, 7, 8]))),
      .init("y_train.npy", npy("'<f4'", "(2,)", floats([0, 1]))),
    ])
    try withFile("d.npz", images.bytes) { path in
      let tables = try TrainingTables.load(path: path)
      #expect(tables.xTrain == .init(rows: 2, columns: 4, entries: [1, 2, 3, 4, 5, 6, 7, 8]))
    }
  }

  @Test func `inputs of bytes stay bytes where that is asked for, and others are numbers`() throws {
    let images = Archive(entries: [
      .init("x_train.npy", npy("'|u1'", "(3, 1, 2)", [0, 255, 3, 4, 5, 6])),
      .init("y_train.npy", npy("'|u1'", "(3,)", [0, 1, 2])),
      .init("x_test.npy", npy("'<f4'", "(1, 1, 2)", floats([7, 8]))),
      .init("y_test.npy", npy("'|u1'", "(1,)", [0])),
    ])
    try withFile("d.npz", images.bytes) { path in
      let kept = try TrainingTables.load(path: path, samples: 2, keepsBytes: true)
      #expect(kept.xTrain.bytes == [0, 255, 3, 4] && kept.xTrain.entries.isEmpty && kept.xTrain.rows == 2)
      #expect(kept.yTrain == .init(rows: 2, columns: 1, entries: [0, 1]))
      #expect(kept.xTest == .init(rows: 1, columns: 2, entries: [7, 8]))
      let numbers = try TrainingTables.load(path: path)
      #expect(numbers.xTrain == .init(rows: 3, columns: 2, entries: [0, 255, 3, 4, 5, 6]))
    }
  }

  @Test func `samples takes the first train rows and all test rows`() throws {
    let tables = try TrainingTables.load(path: fixture("tables.npz"), samples: 3)
    #expect(tables.xTrain == .init(rows: 3, columns: 4, entries: (0..<12).map { Float($0) / 8 }))
    #expect(tables.yTrain == .init(rows: 3, columns: 1, entries: [0, 1, 2]))
    #expect(tables.xTest?.rows == 2)
  }

  @Test func `numbers that are not finite do not matter beyond the rows that are taken`() throws {
    let rows = Archive(entries: [
      .init("x_train.npy", npy("'<f4'", "(3, 1)", floats([1, 2, .nan]))),
      .init("y_train.npy", npy("'<f4'", "(3,)", floats([1, 2, 3]))),
    ])
    try withFile("d.npz", rows.bytes) { path in
      let tables = try TrainingTables.load(path: path, samples: 2)
      #expect(tables.xTrain.entries == [1, 2])
      #expect(throws: ArrayFileError.self) { try TrainingTables.load(path: path) }
    }
  }

  @Test(
    arguments: [
      ("tables.npz", nil, 6, 2, 4, 1), ("version1.npy", 3, 6, 0, 1, 3),
      ("train-images-idx3-ubyte", nil, 3, 1, 4, 1), ("images-idx3.gz", nil, 3, 0, 4, 1),
      ("../../../sweeps/data/mujoco_reacher.npz", nil, 10000, 2000, 11, 2),
      ("../../../sweeps/data/mujoco_swimmer.npz", nil, 10000, 2000, 8, 2),
      ("../../../sweeps/data/mujoco_hopper.npz", nil, 20000, 4000, 11, 3),
    ] as [(String, Int?, Int, Int, Int, Int)])
  func `tables have the sizes that the file promises`(
    file: String, targetColumns: Int?, train: Int, test: Int, inputs: Int, targets: Int
  ) throws {
    let tables = try TrainingTables.load(path: fixture(file), targetColumns: targetColumns)
    #expect([tables.xTrain.rows, tables.xTest?.rows ?? 0] == [train, test])
    #expect([tables.xTrain.columns, tables.yTrain.columns] == [inputs, targets])
  }

  @Test func `the last columns of an npy file are targets`() throws {
    let tables = try TrainingTables.load(path: fixture("version2.npy"), samples: 2, targetColumns: 1)
    #expect(tables.xTrain == .init(rows: 2, columns: 3, entries: [0, 1, 2, 4, 5, 6].map { $0 / 8 }))
    #expect(tables.yTrain == .init(rows: 2, columns: 1, entries: [3, 7].map { $0 / 8 }))
    #expect(tables.xTest == nil && tables.yTest == nil)
  }

  @Test func `IDX images are flattened and bring their labels and test images`() throws {
    let tables = try TrainingTables.load(path: fixture("train-images-idx3-ubyte"))
    #expect(tables.xTrain == .init(rows: 3, columns: 4, entries: (0..<12).map { Float($0) }))
    #expect(tables.yTrain == .init(rows: 3, columns: 1, entries: [2, 0, 1]))
    #expect(tables.xTest == .init(rows: 1, columns: 4, entries: [0, 1, 2, 3]))
    #expect(tables.yTest == .init(rows: 1, columns: 1, entries: [2]))
  }

  @Test func `the files of a data set are all that are read`() throws {
    #expect(try TrainingTables.files(path: fixture("tables.npz")) == [fixture("tables.npz")])
    #expect(
      try TrainingTables.files(path: "/code/ab" + CodeBundle.ending) == ["/code/ab" + CodeBundle.ending])
    #expect(try TrainingTables.files(path: fixture("version1.npy")) == [fixture("version1.npy")])
    let names = [
      "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
      "t10k-labels-idx1-ubyte",
    ]
    #expect(try TrainingTables.files(path: fixture(names[0])) == names.map(fixture))
  }
}
