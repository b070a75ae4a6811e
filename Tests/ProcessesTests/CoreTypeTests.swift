import Processes
import Testing

@Suite struct CoreTypeTests {
  private let full = Processor(
    description: "model name\t: AMD EPYC\nflags\t\t: fpu avx512f avx512dq avx512bw avx512vl\n")

  @Test func `a processor with all of AVX-512 runs SkylakeX on one thread`() {
    #expect(
      CoreType.environment(for: full, inheriting: ["HOME": "/root"])
        == ["HOME": "/root", "OPENBLAS_CORETYPE": "SkylakeX", "OPENBLAS_NUM_THREADS": "1"])
  }

  @Test func `a core type set by the user stays`() {
    let environment = CoreType.environment(for: full, inheriting: ["OPENBLAS_CORETYPE": "Haswell"])
    #expect(environment["OPENBLAS_CORETYPE"] == "Haswell")
  }

  @Test(arguments: ["flags : fpu avx2", "flags : avx512f avx512bw avx512dq", "", "flags\nmodel name"])
  func `without all of AVX-512 OpenBLAS chooses`(description: String) {
    let environment = CoreType.environment(for: Processor(description: description), inheriting: [:])
    #expect(environment["OPENBLAS_CORETYPE"] == nil)
  }

  @Test func `the processor's name is read`() {
    #expect(full.name == "AMD EPYC")
    #expect(Processor(description: "").name == "unknown")
  }
}
