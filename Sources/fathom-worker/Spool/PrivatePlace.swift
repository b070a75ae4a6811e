internal import Glibc

/// Whether a folder is this user's alone: whoever else may write there could leave reports for this user's agents to deliver.
enum PrivatePlace {
  /// What is wrong with it; `nil` where nothing is. What cannot be looked at is found out by using it.
  static func fault(of folder: String) -> String? {
    var facts = stat()
    guard stat(folder, &facts) == 0 else { return nil }
    if facts.st_uid != geteuid() { return "it belongs to another user" }
    if facts.st_mode & 0o022 != 0 {
      return "others may write there (mode \(String(facts.st_mode & 0o777, radix: 8)); 'chmod 700' it)"
    }
    return nil
  }
}
