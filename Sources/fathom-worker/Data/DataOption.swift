internal import Answers
internal import ArgumentParser
internal import Coordination
internal import Foundation
internal import Sessions
internal import SweepLanguage
internal import SweepModel

/// Where an agent finds data sets besides the paths under which they were planned.
struct DataOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Folder with copies of data files, found by their content.", valueName: "dir"))
  var dataDir: String?

  @Option(help: ArgumentHelp("Bytes kept of fetched data; 0 fetches none.", valueName: "size"))
  var dataCache = "2G"

  /// - Throws: `CommandFailure.badInput`.
  func bound() throws -> Int {
    if dataCache == "0" { return 0 }
    guard let bytes = ScalarText.bytes(dataCache) else {
      throw CommandFailure.badInput(
        "'--data-cache' is '\(dataCache)'. Give a size such as '500M' or '2G', or '0'.")
    }
    return bytes
  }

  func shelf(_ environment: [String: String]) throws -> DataShelf {
    if let dataDir {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: dataDir, isDirectory: &isFolder), isFolder.boolValue else {
        throw CommandFailure.badInput("'--data-dir' is '\(dataDir)', which is no folder on this machine.")
      }
    }
    let room = CacheRoom(bound: try bound())
    return DataShelf(
      cache: DataCache(path: DataCache.standard(environment), room: room),
      folder: dataDir.map { URL(fileURLWithPath: $0).path })
  }
}
