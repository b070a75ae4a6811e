import Processes
import Testing

@Suite struct CoresTests {
  @Test(
    arguments: [
      (16, [], [:], 16),
      (16, ["max 100000\n"], [:], 16),
      (16, ["200000 100000\n"], [:], 2),
      (16, ["150000 100000\n"], [:], 2),
      (16, ["50000 100000"], [:], 1),
      (16, ["max 100000", "400000 100000", "800000 100000"], [:], 4),
      (16, ["-1 100000"], [:], 16),
      (16, ["", " ", "200000", "a b", "200000 0"], [:], 16),
      (16, ["1e300 1"], [:], 16),
      (2, ["800000 100000"], [:], 2),
      (16, [], ["SLURM_CPUS_ON_NODE": "6"], 6),
      (16, [], ["SLURM_CPUS_ON_NODE": "6", "SLURM_JOB_CPUS_PER_NODE": "3"], 6),
      (16, [], ["SLURM_JOB_CPUS_PER_NODE": "4(x2),2"], 2),
      (16, [], ["SLURM_JOB_CPUS_PER_NODE": "4(x2)"], 4),
      (16, [], ["SLURM_CPUS_ON_NODE": "", "SLURM_JOB_CPUS_PER_NODE": "many"], 16),
      (16, [], ["SLURM_CPUS_ON_NODE": "0"], 16),
      (16, ["300000 100000"], ["SLURM_CPUS_ON_NODE": "6"], 3),
      (2, [], ["SLURM_CPUS_ON_NODE": "6"], 2),
      (0, [], [:], 1),
    ] as [(Int, [String], [String: String], Int)])
  func `a process offers what its group and its job leave it`(
    usable: Int, quotas: [String], environment: [String: String], count: Int
  ) {
    #expect(Cores(usable: usable, quotas: quotas, environment: environment).count == count)
  }

  @Test func `this machine has a core`() { #expect(Cores.current.count >= 1) }
}
