#include "CProducts.h"

#if defined(__x86_64__)
#include "multiply.h"

products_variant products_best(void) {
  if (__builtin_cpu_supports("avx512f")) return products_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return products_avx2;
  return products_none;
}

int products_multiply(
    products_variant variant, size_t m, size_t n, size_t k, const float *a, size_t lda, int transpose_a,
    const float *b, size_t ldb, int transpose_b, float *c, size_t ldc, int accumulate) {
  return multiply(variant, m, n, k, a, lda, transpose_a, b, ldb, transpose_b, c, ldc, accumulate);
}

#else

products_variant products_best(void) { return products_none; }

int products_multiply(
    products_variant variant, size_t m, size_t n, size_t k, const float *a, size_t lda, int transpose_a,
    const float *b, size_t ldb, int transpose_b, float *c, size_t ldc, int accumulate) {
  return 0;
}

#endif
