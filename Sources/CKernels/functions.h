/// exp, erf and tanh in single precision without branches, so that loops over them become vectors and every
/// processor gives the same bits, which the C library's do not.
#pragma once
#include "loops.h"

#include <stdint.h>
#include <string.h>

/// e^x within 2 units in the last place for -87 <= x <= 88; smaller and larger x are taken as those. NaN stays NaN.
///
/// x = n ln 2 + r with a whole n; e^r by a polynomial interpolated at Chebyshev points of +-ln(2)/2.
PIECE float exponential(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  // Adding 1.5 x 2^23 rounds to a whole number, which then stands in the lowest bits.
  float shifted = x * 1.44269504f + 12582912.0f;
  float n = shifted - 12582912.0f;
  // ln 2 in two parts, the first with few digits, so that its product with n is exact.
  float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  float p = 1.392691862e-03f;
  p = p * r + 8.363766596e-03f;
  p = p * r + 4.166654870e-02f;
  p = p * r + 1.666657329e-01f;
  p = p * r + 5.000000000e-01f;
  float value = 1.0f + (r + r * r * p);
  uint32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 127u) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return value * power;
}

/// Within 1.5e-7 of the true value; 0 at 0 and odd.
PIECE float error_function(float x) {
  float a = x < 0 ? -x : x;
  a = a > 4.0f ? 4.0f : a;
  float z = a * a;
  float p = 7.875874871e-05f;
  p = p * z + -8.016864303e-04f;
  p = p * z + 5.189087242e-03f;
  p = p * z + -2.685421146e-02f;
  p = p * z + 1.128359437e-01f;
  p = p * z + -3.761262596e-01f;
  p = p * z + 1.128379107e+00f;
  float u = 1.0f / (1.0f + 0.5f * a);
  float q = 1.208524331e-01f;
  q = q * u + -4.765252769e-01f;
  q = q * u + 5.712651610e-01f;
  q = q * u + -1.102082878e-01f;
  q = q * u + 3.510303199e-01f;
  q = q * u + 2.587513626e-01f;
  q = q * u + 2.850616276e-01f;
  q = q * u + -1.642363786e-04f;
  float small = a * p, large = 1.0f - exponential(-z) * q;
  float value = a < 1.0f ? small : large;
  return x < 0 ? -value : value;
}

/// Within 2 units in the last place; odd.
PIECE float hyperbolic_tangent(float x) {
  float a = x < 0 ? -x : x;
  a = a > 10.0f ? 10.0f : a;
  float z = a * a;
  float p = -6.096708123e-03f;
  p = p * z + 2.099717408e-02f;
  p = p * z + -5.385090783e-02f;
  p = p * z + 1.333276927e-01f;
  p = p * z + -3.333332837e-01f;
  float small = a + a * z * p;
  float large = 1.0f - 2.0f / (exponential(2.0f * a) + 1.0f);
  float value = a < 0.625f ? small : large;
  return x < 0 ? -value : value;
}
