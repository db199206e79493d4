"""exp, tanh and what is made of them, as C without a branch: a compiler makes vectors of the loops in which they stand.

    exp(x) = 2^k (1 + q),   k = round(x / log 2),   q = expm1(x - k log 2),   a polynomial on |r| <= log(2) / 2

2^k is taken as a product of two, so that what overflows is inf and what is tiny keeps the bits that it has left; nan
and the two infinities go through the same arithmetic. tanh and its slope are made of k and q at -2 |x|: tanh of expm1,
which is exact where x is small, and 1 - tanh(x)^2 of exp, which is where x is large.
"""

from __future__ import annotations

PRELUDE = """\
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef SYMGRAD_FLOAT
typedef float real; /* of all numbers but positions */
#else
typedef double real;
#endif

#if defined(__clang__)
#pragma clang diagnostic ignored "-Wpass-failed" /* without optimisation no loop becomes one of vectors */
#define SG_VECTOR _Pragma("clang loop vectorize(assume_safety)")
#define SG_UNUSED __attribute__((unused))
#elif defined(__GNUC__)
#define SG_VECTOR _Pragma("GCC ivdep")
#define SG_UNUSED __attribute__((unused))
#else
#define SG_VECTOR
#define SG_UNUSED
#endif
"""

VECTOR_MATH = """\
/* exp(x) = two[0] two[1] (1 + q): gives q, and in two[2]
   what q lost when it was rounded. The bits of a number of the size of `up` hold its whole part. */
#ifdef SYMGRAD_FLOAT
SG_UNUSED static inline float sg_split(float x, float two[3]) {
    const float up = 12582912.0f;
    x = x < -106.0f ? -106.0f : x;
    x = x > 90.0f ? 90.0f : x;
    const float kb = x * 1.44269504f + up, k = kb - up;
    const float hb = 0.5f * k + up, h = hb - up, lb = (k - h) + up;
    const float r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
    float p = 0.0013926181810489343f;
    p = p * r + 0.008363177629994445f;
    p = p * r + 0.041666554627878084f;
    p = p * r + 0.16666576998242924f;
    p = p * r + 0.5f;
    uint32_t i, j;
    memcpy(&i, &hb, sizeof i);
    memcpy(&j, &lb, sizeof j);
    i = (i + 127u) << 23;
    j = (j + 127u) << 23;
    memcpy(&two[0], &i, sizeof i);
    memcpy(&two[1], &j, sizeof j);
    const float q = r + r * r * p;
    two[2] = (r - q) + r * r * p;
    return q;
}
#else
SG_UNUSED static inline double sg_split(double x, double two[3]) {
    const double up = 6755399441055744.0;
    x = x < -747.0 ? -747.0 : x;
    x = x > 711.0 ? 711.0 : x;
    const double kb = x * 1.4426950408889634 + up, k = kb - up;
    const double hb = 0.5 * k + up, h = hb - up, lb = (k - h) + up;
    const double r = (x - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10;
    double p = 2.510038319586702e-08;
    p = p * r + 2.7620085455018414e-07;
    p = p * r + 2.7557268464831627e-06;
    p = p * r + 2.4801521302241082e-05;
    p = p * r + 0.00019841269863050506;
    p = p * r + 0.001388888891720967;
    p = p * r + 0.008333333333330063;
    p = p * r + 0.041666666666624136;
    p = p * r + 0.16666666666666669;
    p = p * r + 0.5;
    uint64_t i, j;
    memcpy(&i, &hb, sizeof i);
    memcpy(&j, &lb, sizeof j);
    i = (i + 1023u) << 52;
    j = (j + 1023u) << 52;
    memcpy(&two[0], &i, sizeof i);
    memcpy(&two[1], &j, sizeof j);
    const double q = r + r * r * p;
    two[2] = (r - q) + r * r * p;
    return q;
}
#endif

#ifdef SYMGRAD_FLOAT
SG_UNUSED static inline real sg_with_sign(real size, real x) { return copysignf(size, x); }
SG_UNUSED static inline real sg_size(real x) { return fabsf(x); }
#else
SG_UNUSED static inline real sg_with_sign(real size, real x) { return copysign(size, x); }
SG_UNUSED static inline real sg_size(real x) { return fabs(x); }
#endif

SG_UNUSED static inline real sg_exp(real x) {
    real two[3];
    const real q = sg_split(x, two);
    return (two[0] + two[0] * q) * two[1];
}

/* 1 / (1 + exp(-x)), of exp(-|x|) alone: 1 - sigmoid(x), which is sigmoid(-x), takes the same one */
SG_UNUSED static inline real sg_sigmoid(real x) {
    const real e = sg_exp(-sg_size(x)), half = 1 / (1 + e);
    return x < 0 ? e * half : half;
}

/* -m / (2 + m) with m = expm1(-2 |x|) = s q + (s - 1); `low` and `rest` are what m and d lost when they were rounded */
SG_UNUSED static inline real sg_tanh(real x) {
    real two[3];
    const real q = sg_split(-2 * sg_size(x), two), s = two[0] * two[1];
    const real m = s * q + (s - 1), low = ((s - 1) - m) + s * q + s * two[2];
    const real d = 2 + m, rest = m - (d - 2), about = (real)1.457 - (real)0.5 * d;
    const real y = -m / d;
    return sg_with_sign(y - about * (low + y * (rest + low)), x);
}

/* 1 - tanh(x)^2 = 4 e / (1 + e)^2 with e = exp(-2 |x|) */
SG_UNUSED static inline real sg_tanh_slope(real x) {
    real two[3];
    const real q = sg_split(-2 * sg_size(x), two), e = (two[0] + two[0] * q) * two[1], d = 1 + e;
    return 4 * e / (d * d);
}
"""
