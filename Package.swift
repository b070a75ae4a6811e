// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// - Parameter texts: files of its folder `Resources` that are part of the binary.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], texts: [String] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: texts.map { .embedInCode("Resources/\($0)") },
    swiftSettings: settings)
}

func tests(
  _ subject: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
  resources: [Resource]? = nil
) -> Target {
  .testTarget(
    name: subject + "Tests",
    dependencies: [.init(stringLiteral: subject), "TestSupport"] + dependencies,
    exclude: exclude,
    resources: resources,
    swiftSettings: settings)
}

func system(_ name: String, _ pkgConfig: String, _ debian: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

// Told by 'make'. What is built without it says its release alone.
let commit = (Context.environment["FATHOM_COMMIT"] ?? "").filter(\.isHexDigit)

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "fathom",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    system("CZlib", "zlib", "zlib1g-dev"),
    system("COpenBLAS", "openblas", "libopenblas-dev"),
    system("CLAPACKE", "lapacke", "liblapacke-dev"),
    system("CZeroMQ", "libzmq", "libzmq3-dev"),
    system("CSodium", "libsodium", "libsodium-dev"),
    .target(name: "CKernels"),
    .target(name: "CProducts"),
    .target(name: "CGuard"),
    .target(name: "CBuild", cSettings: [.define("FATHOM_COMMIT", to: commit.isEmpty ? "unknown" : commit)]),

    module("SweepModel", ["CSodium"]),
    module("CodeBundles", ["SweepModel"]),
    module("Expressions", ["SweepModel"]),
    module("Distributions", ["SweepModel"]),
    module("Rules", ["SweepModel"]),
    module("SweepText", ["SweepModel", .product(name: "Yams", package: "Yams")]),
    module(
      "SweepLanguage",
      [
        "SweepModel", "Expressions", "Distributions", "Rules", "CodeBundles", "SweepText", "Refinement",
        "Boundaries",
      ]),
    module("ArrayFiles", ["SweepModel", "CodeBundles", "CZlib"]),
    module("LinearAlgebra", ["COpenBLAS", "CLAPACKE", "CProducts"]),
    module("Datasets", ["SweepModel", "LinearAlgebra"]),
    module("Training", ["SweepModel", "LinearAlgebra", "Datasets", "CKernels"]),
    module("Surrogates", ["SweepModel", "LinearAlgebra"]),
    module("Collapse", ["SweepModel", "LinearAlgebra"]),
    module(
      "Experiments",
      [
        "SweepModel", "CodeBundles", "ArrayFiles", "LinearAlgebra", "Datasets", "Training", "Surrogates",
        "Collapse",
        "Commands", "Processes",
      ]),
    module("Coordination", ["SweepModel"]),
    module("Sessions", ["SweepModel", "Coordination"]),
    module("Messaging", ["SweepModel", "Coordination", "CZeroMQ"]),
    module("RunStore", ["SweepModel", "CodeBundles", .product(name: "GRDB", package: "GRDB.swift")]),
    module("Statistics"),
    module("Refinement", ["Statistics"]),
    module("Extents"),
    module("Wording", ["SweepModel"]),
    module("Boundaries", ["SweepModel", "Expressions", "Refinement"]),
    module("Progress", ["SweepModel", "Wording"]),
    module("Findings", ["SweepModel", "Expressions", "Statistics", "Extents", "Wording"]),
    module("BoundaryReports", ["SweepModel", "Statistics", "Refinement", "Boundaries", "Findings"]),
    module("Exports", ["SweepModel", "Findings", "Expressions", "Rules"]),
    module("Comparisons", ["SweepModel", "Findings"]),
    module(
      "Pages", ["SweepModel", "Refinement", "Boundaries", "BoundaryReports", "Findings", "Progress"],
      texts: ["page.css", "live.css", "charts.js", "report.js", "live.js"]),
    module("Papers", ["SweepModel", "Findings", "Statistics"], texts: ["figures.csv"]),
    module("Processes", ["CGuard", "Coordination", "Messaging"]),
    module("Commands", ["SweepModel"]),
    module("Answers", [argumentParser]),
    module(
      "CoordinatorShell",
      [
        "Exports", "Answers", "SweepModel", "SweepText", "SweepLanguage", "ArrayFiles", "Coordination",
        "Messaging",
        "RunStore", "Boundaries",
        "Findings", "Progress", "Comparisons",
        "Pages", "Processes",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
      ]),
    .executableTarget(
      name: "fathom",
      dependencies: [
        "Exports", "CodeBundles", "Answers", "SweepModel", "SweepText", "SweepLanguage", "ArrayFiles",
        "Coordination",
        "Sessions", "Messaging",
        "RunStore", "Findings", "Comparisons", "Pages", "Papers", "Processes", "CoordinatorShell",
        "Boundaries", "BoundaryReports",
        "Refinement",
        argumentParser,
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "fathom-worker",
      dependencies: [
        "CBuild", "Answers", "SweepModel", "SweepText", "SweepLanguage", "ArrayFiles", "LinearAlgebra",
        "Training",
        "Collapse",
        "Experiments", "Commands", "Coordination", "Sessions", "Messaging", "Processes", argumentParser,
      ],
      swiftSettings: settings),

    .target(
      name: "TestSupport", dependencies: ["SweepModel", "Coordination", "Messaging", "Findings", "Exports"],
      path: "Tests/TestSupport", exclude: ["Fuzz"], swiftSettings: settings),
    tests("CKernels", ["SweepModel"], resources: [.copy("Fixtures")]),
    tests("CProducts", ["SweepModel"], resources: [.copy("Fixtures")]),
    tests("Answers"),
    tests("SweepModel", ["CodeBundles", "Commands"]),
    tests("Expressions", ["SweepModel"]),
    tests("Distributions", ["SweepModel"], exclude: ["Fixtures"]),
    tests(
      "SweepLanguage",
      ["Rules", "SweepModel", "CodeBundles", "Commands", "SweepText", "Boundaries", "Refinement"],
      exclude: ["Fixtures"]),
    tests("ArrayFiles", ["CodeBundles"], exclude: ["Fixtures"]),
    tests("LinearAlgebra"),
    tests(
      "Training", ["SweepModel", "ArrayFiles", "LinearAlgebra", "Datasets", "Collapse"],
      resources: [.copy("Fixtures")]),
    tests("Surrogates", ["SweepModel", "LinearAlgebra", "Collapse"], resources: [.copy("Fixtures")]),
    tests("Collapse", ["SweepModel", "LinearAlgebra", "Experiments"], resources: [.copy("Fixtures")]),
    tests("Experiments", ["SweepModel", "CodeBundles", "SweepLanguage", "Datasets", "Training"]),
    tests("Coordination", ["SweepModel", "Sessions"]),
    tests("Messaging", ["SweepModel", "Coordination"]),
    tests(
      "RunStore", ["SweepModel", "Comparisons", .product(name: "GRDB", package: "GRDB.swift")],
      resources: [.copy("Fixtures")]),
    tests("Processes"),
    tests("Commands", ["SweepModel"], exclude: ["Fixtures"]),
    tests(
      "CoordinatorShell",
      [
        "SweepModel", "SweepText", "SweepLanguage", "ArrayFiles", "Coordination", "Messaging", "RunStore",
        "Boundaries",
        "Refinement",
      ]),
    .testTarget(name: "TidyTests", swiftSettings: settings),
    tests("Statistics", ["SweepModel"], resources: [.copy("Fixtures")]),
    tests("Refinement", ["SweepModel", "Statistics"]),
    tests("BoundaryReports", ["SweepModel", "Expressions", "Refinement", "Boundaries", "Findings"]),
    tests(
      "Boundaries", ["SweepModel", "Expressions", "Statistics", "Refinement"], exclude: ["Fixtures"]),
    tests("Extents", ["SweepModel"]),
    tests("Findings", ["SweepModel", "Exports", "Progress"], resources: [.copy("Fixtures")]),
    tests("Comparisons", ["SweepModel", "Findings"], exclude: ["Fixtures"]),
    tests(
      "Pages", ["SweepModel", "Findings", "Progress", "Comparisons", "Exports"],
      exclude: ["Fixtures"]),
    tests("Papers", ["SweepModel", "Findings"]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "fathom", "fathom-worker", "ArrayFiles", "SweepModel", "SweepLanguage", "Datasets", "Training",
        "Experiments",
        "Coordination", "Messaging", "Processes", "TestSupport",
      ],
      exclude: ["Fixtures"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

// What libFuzzer drives has no main of its own, so that it is a target only where its runtime is linked: 'make fuzz'.
if Context.environment["FATHOM_FUZZ_TARGET"] != nil {
  package.targets.append(
    .executableTarget(
      name: "reader-fuzzer",
      dependencies: [
        "SweepModel", "Expressions", "CodeBundles", "SweepText", "SweepLanguage", "ArrayFiles", "Commands",
        "Coordination", "Messaging",
      ],
      path: "Tests/TestSupport/Fuzz", swiftSettings: settings))
}
