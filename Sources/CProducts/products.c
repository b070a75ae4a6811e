#include "CProducts.h"

#if defined(__x86_64__)
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/// Sizes of a block, in rows of A, terms of a sum and columns of B: a panel of B (64 x 256) and the rows of A that meet
/// it stay in L2, and a narrow panel in L1.
enum { MOST_LEFT = 512, MOST_TERMS = 256, MOST_COLUMNS = 1024 };
/// Below this many floats B is read where it is. From this row stride on, columns of A are copied first: they would fall
/// on the same few sets of the cache, and on a page each. A of COLD floats or more is fetched a tile ahead: it comes from beyond L2.
enum { NEAR = 16384, FAR = 512, COLD = 65536 };

typedef struct {
  size_t m, n, k, lda, ldb, ldc;
  const float *a, *b;
  float *c;
  int transposeA, transposeB, accumulate;
} product;

typedef struct {
  float *left, *right;
} workspace;

/// Asks for the lines of rows x columns floats, to write if `writes`.
static inline void fetch(const float *from, size_t stride, size_t rows, size_t columns, int writes) {
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < columns; j += 16) {
      if (writes) {
        __builtin_prefetch(from + i * stride + j, 1);
      } else {
        __builtin_prefetch(from + i * stride + j, 0);
      }
    }
  }
}

static void put_edge(
    float *c, size_t ldc, const float *edge, size_t width, size_t rows, size_t columns, int accumulate) {
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < columns; j++) {
      float value = edge[i * width + j];
      c[i * ldc + j] = accumulate ? c[i * ldc + j] + value : value;
    }
  }
}

#define ROWS_TO_6(X, ...) \
  X(1, ##__VA_ARGS__) X(2, ##__VA_ARGS__) X(3, ##__VA_ARGS__) X(4, ##__VA_ARGS__) X(5, ##__VA_ARGS__) X(6, ##__VA_ARGS__)
#define ROWS_7_TO_13(X, ...)                                                                    \
  X(7, ##__VA_ARGS__) X(8, ##__VA_ARGS__) X(9, ##__VA_ARGS__) X(10, ##__VA_ARGS__)              \
  X(11, ##__VA_ARGS__) X(12, ##__VA_ARGS__) X(13, ##__VA_ARGS__)

#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define WIDEST 2
#define MOST_ROWS 6
#define ROWS(vectors, turned) 6
#define EVERY_TILE(X) ROWS_TO_6(X, 1) ROWS_TO_6(X, 2)
#define EVERY_ROWS(X) ROWS_TO_6(X)
#define ZIP_LOW(x, y) __builtin_shufflevector(x, y, 0, 8, 1, 9, 2, 10, 3, 11)
#define ZIP_HIGH(x, y) __builtin_shufflevector(x, y, 4, 12, 5, 13, 6, 14, 7, 15)
#include "tile.h"

#define NAME(x) x##_avx512
#define TARGET __attribute__((target("avx512f")))
#define LANES 16
#define WIDEST 4
#define MOST_ROWS 13
#define ROWS(vectors, turned) (vectors == 4 ? 6 : turned ? 13 : 8)
#define EVERY_TILE(X) \
  ROWS_TO_6(X, 1) ROWS_TO_6(X, 2) ROWS_TO_6(X, 4) ROWS_7_TO_13(X, 1) ROWS_7_TO_13(X, 2)
#define EVERY_ROWS(X) ROWS_TO_6(X) ROWS_7_TO_13(X)
#define ZIP_LOW(x, y) __builtin_shufflevector(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define ZIP_HIGH(x, y) \
  __builtin_shufflevector(x, y, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#include "tile.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int keyed;
static _Thread_local float *space;

static void make_key(void) { keyed = pthread_key_create(&key, free) == 0; }

/// This thread's workspace: a packed block of A, then one of B.
static float *take_space(void) {
  if (space) return space;
  pthread_once(&once, make_key);
  if (!keyed) return NULL;
  float *made = aligned_alloc(64, sizeof(float) * MOST_TERMS * (MOST_LEFT + MOST_COLUMNS));
  if (made && pthread_setspecific(key, made) != 0) {
    free(made);
    made = NULL;
  }
  return space = made;
}

static size_t smaller(size_t x, size_t y) { return x < y ? x : y; }

/// The size of a step that covers `count` in the fewest equal steps of at most `most`.
static size_t even_step(size_t count, size_t most) {
  size_t steps = (count + most - 1) / most;
  return (count + steps - 1) / steps;
}

products_variant products_best(void) {
  if (__builtin_cpu_supports("avx512f")) return products_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return products_avx2;
  return products_none;
}

int products_multiply(
    products_variant variant, size_t m, size_t n, size_t k, const float *a, size_t lda, int transpose_a,
    const float *b, size_t ldb, int transpose_b, float *c, size_t ldc, int accumulate) {
  float *floats = take_space();
  if (!floats || variant == products_none) return 0;
  if (m == 0 || n == 0) return 1;
  workspace space = {floats, floats + MOST_TERMS * MOST_LEFT};
  size_t mStep = even_step(m, MOST_LEFT), kStep = even_step(k, MOST_TERMS);
  for (size_t j = 0; j < n; j += MOST_COLUMNS) {
    for (size_t q = 0; q < k; q += kStep) {
      for (size_t i = 0; i < m; i += mStep) {
        product part = {
            .m = smaller(mStep, m - i), .n = smaller(MOST_COLUMNS, n - j), .k = smaller(kStep, k - q),
            .a = transpose_a ? a + q * lda + i : a + i * lda + q, .lda = lda, .transposeA = transpose_a,
            .b = transpose_b ? b + j * ldb + q : b + q * ldb + j, .ldb = ldb, .transposeB = transpose_b,
            .c = c + i * ldc + j, .ldc = ldc, .accumulate = accumulate || q > 0};
        if (variant == products_avx512) {
          block_avx512(part, space, i > 0);
        } else {
          block_avx2(part, space, i > 0);
        }
      }
    }
  }
  return 1;
}

#else

products_variant products_best(void) { return products_none; }

int products_multiply(
    products_variant variant, size_t m, size_t n, size_t k, const float *a, size_t lda, int transpose_a,
    const float *b, size_t ldb, int transpose_b, float *c, size_t ldc, int accumulate) {
  return 0;
}

#endif
