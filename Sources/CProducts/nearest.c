#include "nearest.h"
#include "every_core.h"
#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

enum { lanes = 16 };
typedef float numbers __attribute__((vector_size(4 * lanes), aligned(4)));
typedef int32_t mask __attribute__((vector_size(4 * lanes)));
typedef _Bool bits __attribute__((ext_vector_type(lanes)));

#define INLINE static inline __attribute__((always_inline))

/// Sets bit i of `all` for lane i. No function, as vectors would be its arguments.
#define BITS_OF(all, choice)                             \
  uint16_t all;                                          \
  {                                                      \
    bits some = __builtin_convertvector(choice, bits);   \
    memcpy(&all, &some, sizeof all);                     \
  }

/// Numbers in the order of floats, and back.
INLINE int32_t order_of(float value) {
  int32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits ^ ((bits >> 31) & INT32_MAX);
}

INLINE float value_of(int32_t order) {
  order ^= (order >> 31) & INT32_MAX;
  float value;
  memcpy(&value, &order, sizeof value);
  return value;
}

/// How many of `count` values are below a limit.
INLINE size_t below(const float *values, size_t count, float limit) {
  mask sums = {0};
  size_t place = 0, found = 0;
  for (; place + lanes <= count; place += lanes) sums -= *(const numbers *)(values + place) < limit;
  for (int lane = 0; lane < lanes; lane++) found += (size_t)sums[lane];
  for (; place < count; place++) found += values[place] < limit;
  return found;
}

/// A limit with `least` to `most` values below it, by halving; where equal values are in the way the next one that has at least
/// `least`, and if that is more than `highest`, the last with fewer. Infinite where there are no more than `most`.
INLINE float limit_of(const float *values, size_t count, size_t least, size_t most, size_t highest) {
  if (below(values, count, INFINITY) <= most) return INFINITY;
  // Below `low` there are too few, below `high` enough.
  int32_t lowest = INT32_MAX, largest = INT32_MIN, infinite = order_of(INFINITY);
  for (size_t place = 0; place < count; place++) {
    int32_t order = order_of(values[place]), finite = order < infinite ? order : INT32_MIN;
    lowest = order < lowest ? order : lowest;
    largest = finite > largest ? finite : largest;
  }
  int64_t low = lowest, high = (int64_t)largest + 1;
  size_t found = count;
  while (high - low > 1) {
    int64_t middle = low + (high - low) / 2;
    size_t some = below(values, count, value_of((int32_t)middle));
    if (some < least) {
      low = middle;
    } else {
      high = middle;
      found = some;
      if (some <= most) break;
    }
  }
  return value_of((int32_t)(found <= highest ? high : low));
}

/// Lowers a list's limit until there is room.
EVERY_CORE static void shrink(nearest_lists lists, size_t point) {
  float *values = lists.values + point * lists.room;
  int32_t *places = lists.places + point * lists.room;
  size_t count = lists.counts[point], kept = 0;
  float limit = limit_of(values, count, lists.keep, lists.keep + lists.keep / 4, lists.room - lanes);
  for (size_t place = 0; place < count; place++) {
    float value = values[place];
    values[kept] = value;
    places[kept] = places[place];
    kept += value < limit;
  }
  lists.counts[point] = kept;
  lists.limits[point] = limit;
}

INLINE void append(nearest_lists lists, size_t point, float value, size_t place) {
  if (lists.counts[point] == lists.room) {
    shrink(lists, point);
    if (!(value < lists.limits[point])) return;
  }
  size_t free = point * lists.room + lists.counts[point]++;
  lists.values[free] = value;
  lists.places[free] = (int32_t)place;
}

EVERY_CORE void nearest_start(
    nearest_lists lists, size_t first, size_t count, const float *products, size_t stride, const float *squares,
    const ptrdiff_t *starts, const ptrdiff_t *ends) {
  float line[nearest_together];
  for (size_t row = 0; row < count; row++) {
    size_t point = first + row;
    float square = squares[point];
    for (size_t column = 0; column < count; column++) {
      line[column] = products[row * stride + column] + square + squares[first + column];
    }
    for (ptrdiff_t place = starts[point]; place < ends[point]; place++) {
      size_t column = (size_t)place - first;
      if (column < count) line[column] = INFINITY;
    }
    float limit = limit_of(line, count, lists.keep, lists.keep + lists.keep / 4, lists.room - lanes);
    lists.limits[point] = limit;
    float *values = lists.values + point * lists.room;
    int32_t *places = lists.places + point * lists.room;
    size_t kept = 0;
    // One is written behind the last that is kept: at most room - 16 are.
    for (size_t column = 0; column < count; column++) {
      values[kept] = line[column];
      places[kept] = (int32_t)(first + column);
      kept += line[column] < limit;
    }
    lists.counts[point] = kept;
  }
}

EVERY_CORE void nearest_take(
    nearest_lists lists, size_t top, size_t rows, size_t left, size_t columns, const float *products,
    size_t stride, const float *squares, const ptrdiff_t *ends) {
  for (size_t row = 0; row < rows; row++) {
    size_t point = top + row;
    float square = squares[point];
    const float *line = products + row * stride;
    size_t column = ends[point] > (ptrdiff_t)left ? (size_t)ends[point] - left : 0;
    for (; column + lanes <= columns; column += lanes) {
      numbers values = *(const numbers *)(line + column) + square + *(const numbers *)(squares + left + column);
      BITS_OF(own, values < lists.limits[point]);
      BITS_OF(theirs, values < *(const numbers *)(lists.limits + left + column));
      for (; own; own &= own - 1) {
        unsigned lane = (unsigned)__builtin_ctz(own);
        if (values[lane] < lists.limits[point]) append(lists, point, values[lane], left + column + lane);
      }
      for (; theirs; theirs &= theirs - 1) {
        unsigned lane = (unsigned)__builtin_ctz(theirs);
        append(lists, left + column + lane, values[lane], point);
      }
    }
    for (; column < columns; column++) {
      size_t other = left + column;
      float value = line[column] + square + squares[other];
      if (value < lists.limits[point]) append(lists, point, value, other);
      if (value < lists.limits[other]) append(lists, other, value, point);
    }
  }
}

/// Whoever is as near as `reach`, a bound of the squared distance of the last neighbour, has |y|^2 <= 2 |x|^2 + 2 reach.
EVERY_CORE ptrdiff_t nearest_candidates(
    nearest_lists lists, size_t point, size_t wanted, size_t others, double unit, const double *squares,
    int32_t *candidates) {
  const float *values = lists.values + point * lists.room;
  const int32_t *places = lists.places + point * lists.room;
  size_t count = lists.counts[point], found = 0;
  if (count < wanted) return -1;
  double own = squares[point], reach = 0;
  float near = limit_of(values, count, wanted, wanted, count);
  for (size_t place = 0; place < count; place++) {
    double value = values[place] + unit * (own + squares[places[place]]);
    if (values[place] < near && value > reach) reach = value;
  }
  double limit = reach + unit * (3 * own + 2 * reach) + 0x1p-100;
  if (count < others && !(lists.limits[point] > limit)) return -1;
  for (size_t place = 0; place < count; place++) {
    candidates[found] = places[place];
    found += values[place] <= limit;
  }
  return (ptrdiff_t)found;
}

EVERY_CORE double nearest_square(size_t width, const float *x, const float *y) {
  double lanes[8] = {0};
  size_t whole = width / 8 * 8;
  for (size_t start = 0; start < whole; start += 8) {
    for (int lane = 0; lane < 8; lane++) {
      double difference = (double)x[start + lane] - (double)y[start + lane];
      lanes[lane] += difference * difference;
    }
  }
  double sum = lanes[0];
  for (int lane = 1; lane < 8; lane++) sum += lanes[lane];
  for (size_t column = whole; column < width; column++) {
    double difference = (double)x[column] - (double)y[column];
    sum += difference * difference;
  }
  return sum;
}
