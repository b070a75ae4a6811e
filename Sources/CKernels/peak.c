#include "CKernels.h"

/// Twelve sums: enough to hide a latency of four to six cycles on two units, and few enough for sixteen registers.
#define SUMS 12

typedef float float4 __attribute__((vector_size(16)));
typedef float float8 __attribute__((vector_size(32)));
typedef float float16 __attribute__((vector_size(64)));

/// Fused multiply-adds on SUMS independent vectors. Each starts with another value, so that none can stand for another,
/// and the result is stored, so that the compiler must compute it.
#define PEAK(NAME, VECTOR, TARGET)                                           \
  TARGET static double NAME(size_t rounds) {                                 \
    VECTOR sums[SUMS], factor = {0}, term = {0};                             \
    for (int i = 0; i < SUMS; i++) sums[i] = (VECTOR){(float)i};             \
    __asm__ volatile("" : "+x"(factor), "+x"(term));                         \
    for (size_t round = 0; round < rounds; round++) {                        \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < SUMS; i++) {    \
        sums[i] = sums[i] * factor + term;                                   \
      }                                                                      \
    }                                                                        \
    for (int i = 0; i < SUMS; i++) __asm__ volatile("" : : "x"(sums[i]));    \
    return 2.0 * SUMS * (sizeof(VECTOR) / sizeof(float)) * (double)rounds;   \
  }

#if defined(__x86_64__)
PEAK(peak512, float16, __attribute__((target("avx512f"))))
PEAK(peak256, float8, __attribute__((target("avx2,fma"))))
#endif
PEAK(peak128, float4, )

double kernels_peak(size_t rounds) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return peak512(rounds);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return peak256(rounds);
#endif
  return peak128(rounds);
}
