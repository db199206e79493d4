"""Products of matrices and linear systems in C: by BLAS where there is one and the matrices are large."""

from __future__ import annotations

BLAS = """\
/* C = A B, or C += A B, of matrices by the strides of rows and columns; large ones by BLAS where there is one */
#if defined(SYMGRAD_CBLAS)
#include <cblas.h>
#define SG_HAS_BLAS 1
#elif defined(SYMGRAD_BLAS_POINTER)
typedef void (*sg_gemm_t)(char *, char *, int *, int *, int *, real *, real *, int *, real *, int *, real *, real *,
                          int *);
static sg_gemm_t sg_gemm = 0;
#define SG_HAS_BLAS (sg_gemm != 0)
#else
#define SG_HAS_BLAS 0
#endif

#if defined(SYMGRAD_CBLAS) || defined(SYMGRAD_BLAS_POINTER)
static void sg_blas(int turn_a, int turn_b, long m, long n, long k, const real *a, long lda, const real *b, long ldb,
                    real *c, long ldc, int add) {
#if defined(SYMGRAD_CBLAS)
#ifdef SYMGRAD_FLOAT
    cblas_sgemm(
#else
    cblas_dgemm(
#endif
        CblasRowMajor, turn_a ? CblasTrans : CblasNoTrans, turn_b ? CblasTrans : CblasNoTrans, (int)m, (int)n, (int)k,
        (real)1, a, (int)lda, b, (int)ldb, (real)add, c, (int)ldc);
#else
    char ta = turn_a ? 'T' : 'N', tb = turn_b ? 'T' : 'N'; /* of columns: C' = B' A' */
    int m_ = (int)m, n_ = (int)n, k_ = (int)k, lda_ = (int)lda, ldb_ = (int)ldb, ldc_ = (int)ldc;
    real one = 1, kept = (real)add;
    sg_gemm(&tb, &ta, &n_, &m_, &k_, &one, (real *)(uintptr_t)b, &ldb_, (real *)(uintptr_t)a, &lda_, &kept, c, &ldc_);
#endif
}
#endif
"""
PRODUCT = """\
enum { SG_PIECE = 256 / sizeof(real) };

/* the sum of a[k] b[k], in sixteen sums that a compiler makes vectors of */
SG_UNUSED static real sg_dot(long n, const real *a, const real *b) {
    real sums[16] = {0};
    long k = 0;
    for (; k + 16 <= n; k += 16)
        for (int j = 0; j < 16; j++) sums[j] += a[k + j] * b[k + j];
    for (int half = 8; half; half /= 2)
        for (int j = 0; j < half; j++) sums[j] += sums[j + half];
    real sum = sums[0];
    for (; k < n; k++) sum += a[k] * b[k];
    return sum;
}

/* c += a_1 b_1 + ... + a_k b_k of rows b */
SG_UNUSED static void sg_rows(long n, long k, const real *a, long ak, const real *b, long bk, real *c) {
    long p = 0;
    for (; p + 4 <= k; p += 4) {
        const real a0 = a[p * ak], a1 = a[(p + 1) * ak], a2 = a[(p + 2) * ak], a3 = a[(p + 3) * ak];
        const real *b0 = b + p * bk, *b1 = b0 + bk, *b2 = b1 + bk, *b3 = b2 + bk;
        SG_VECTOR
        for (long j = 0; j < n; j++) c[j] += (a0 * b0[j] + a1 * b1[j]) + (a2 * b2[j] + a3 * b3[j]);
    }
    for (; p < k; p++) {
        const real a0 = a[p * ak];
        const real *b0 = b + p * bk;
        SG_VECTOR
        for (long j = 0; j < n; j++) c[j] += a0 * b0[j];
    }
}

/* The same for four rows of c at once, a piece of their columns at a time, which stays near the processor. */
SG_UNUSED static void sg_four_rows(long n, long k, const real *a, long am, long ak, const real *b, long bk, real *c,
                                   long cm) {
    real piece[4][SG_PIECE];
    for (long first = 0; first < n; first += SG_PIECE) {
        const long many = n - first < SG_PIECE ? n - first : SG_PIECE;
        for (int i = 0; i < 4; i++) memcpy(piece[i], c + i * cm + first, sizeof(real) * (size_t)many);
        for (long p = 0; p < k; p++) {
            const real a0 = a[p * ak], a1 = a[am + p * ak], a2 = a[2 * am + p * ak], a3 = a[3 * am + p * ak];
            const real *row = b + p * bk + first;
            if (many == SG_PIECE)
                for (int j = 0; j < SG_PIECE; j++) {
                    piece[0][j] += a0 * row[j];
                    piece[1][j] += a1 * row[j];
                    piece[2][j] += a2 * row[j];
                    piece[3][j] += a3 * row[j];
                }
            else
                for (long j = 0; j < many; j++) {
                    piece[0][j] += a0 * row[j];
                    piece[1][j] += a1 * row[j];
                    piece[2][j] += a2 * row[j];
                    piece[3][j] += a3 * row[j];
                }
        }
        for (int i = 0; i < 4; i++) memcpy(c + i * cm + first, piece[i], sizeof(real) * (size_t)many);
    }
}

SG_UNUSED static void sg_product(long m, long n, long k, const real *a, long am, long ak, const real *b, long bk,
                                 long bn, real *c, long cm, long cn, int add) {
    am = m > 1 ? am : k; /* the stride of one row or column is no matter */
    ak = k > 1 ? ak : 1;
    bk = k > 1 ? bk : n;
    bn = n > 1 ? bn : 1;
    cm = m > 1 ? cm : n;
    cn = n > 1 ? cn : 1;
#if defined(SYMGRAD_CBLAS) || defined(SYMGRAD_BLAS_POINTER)
    const int by_rows = (ak == 1 && am >= k) || (am == 1 && ak >= m);
    const int by_columns = (bn == 1 && bk >= n) || (bk == 1 && bn >= k);
    const int large = m > 2 && n > 2 && (double)m * (double)n * (double)k > 8192;
    const int fits = (m | n | k | am | ak | bk | bn | cm) <= 0x7fffffffL; /* BLAS counts with int */
    if (SG_HAS_BLAS && large && fits && cn == 1 && cm >= n && by_rows && by_columns) {
        const int turn_a = !(ak == 1 && am >= k), turn_b = !(bn == 1 && bk >= n);
        sg_blas(turn_a, turn_b, m, n, k, a, turn_a ? ak : am, b, turn_b ? bn : bk, c, cm, add);
        return;
    }
#endif
    long i = 0;
    if (bn == 1 && cn == 1 && n >= 8)
        for (; i + 4 <= m; i += 4) {
            if (!add)
                for (int q = 0; q < 4; q++) memset(c + (i + q) * cm, 0, sizeof(real) * (size_t)n);
            sg_four_rows(n, k, a + i * am, am, ak, b, bk, c + i * cm, cm);
        }
    for (; i < m; i++) {
        real *row = c + i * cm;
        const real *ai = a + i * am;
        if (bn == 1 && cn == 1 && n > 1) {
            if (!add) memset(row, 0, sizeof(real) * (size_t)n);
            sg_rows(n, k, ai, ak, b, bk, row);
        } else if (ak == 1 && bk == 1) {
            for (long j = 0; j < n; j++) {
                const real sum = sg_dot(k, ai, b + j * bn);
                row[j * cn] = add ? row[j * cn] + sum : sum;
            }
        } else {
            for (long j = 0; j < n; j++) {
                real sum = 0;
                for (long p = 0; p < k; p++) sum += ai[p * ak] * b[p * bk + j * bn];
                row[j * cn] = add ? row[j * cn] + sum : sum;
            }
        }
    }
}
"""
LINEAR = """\
/* LU with row exchanges, in place; gives the sign of the exchanges, 0 where the matrix is singular */
SG_UNUSED static int sg_lu(long n, real *a, long *order) {
    int sign = 1, whole = 1;
    for (long i = 0; i < n; i++) order[i] = i;
    for (long p = 0; p < n; p++) {
        long top = p;
        for (long i = p + 1; i < n; i++)
            if (sg_size(a[i * n + p]) > sg_size(a[top * n + p])) top = i;
        if (a[top * n + p] == 0) { /* no pivot: the matrix is singular */
            whole = 0;
            continue;
        }
        if (top != p) {
            const long kept = order[p];
            order[p] = order[top];
            order[top] = kept;
            sign = -sign;
            for (long j = 0; j < n; j++) {
                const real x = a[p * n + j];
                a[p * n + j] = a[top * n + j];
                a[top * n + j] = x;
            }
        }
        for (long i = p + 1; i < n; i++) {
            const real factor = a[i * n + p] / a[p * n + p];
            a[i * n + p] = factor;
            for (long j = p + 1; j < n; j++) a[i * n + j] -= factor * a[p * n + j];
        }
    }
    return whole ? sign : 0;
}

/* x = inv(A) b for the columns of b, m of them; work has room for A and n whole numbers. 1 where A is singular */
SG_UNUSED static int sg_solve(long n, long m, const real *a, const real *b, real *x, real *lu, long *order) {
    memcpy(lu, a, sizeof(real) * (size_t)(n * n));
    if (!sg_lu(n, lu, order)) return 1;
    for (long i = 0; i < n; i++) memcpy(x + i * m, b + order[i] * m, sizeof(real) * (size_t)m);
    for (long i = 0; i < n; i++)
        for (long p = 0; p < i; p++)
            for (long j = 0; j < m; j++) x[i * m + j] -= lu[i * n + p] * x[p * m + j];
    for (long i = n - 1; i >= 0; i--) {
        for (long p = i + 1; p < n; p++)
            for (long j = 0; j < m; j++) x[i * m + j] -= lu[i * n + p] * x[p * m + j];
        for (long j = 0; j < m; j++) x[i * m + j] /= lu[i * n + i];
    }
    return 0;
}

SG_UNUSED static int sg_inverse(long n, const real *a, real *x, real *lu, long *order) {
    memcpy(lu, a, sizeof(real) * (size_t)(n * n));
    if (!sg_lu(n, lu, order)) return 1;
    for (long i = 0; i < n; i++)
        for (long j = 0; j < n; j++) x[i * n + j] = order[i] == j ? 1 : 0;
    for (long i = 0; i < n; i++)
        for (long p = 0; p < i; p++)
            for (long j = 0; j < n; j++) x[i * n + j] -= lu[i * n + p] * x[p * n + j];
    for (long i = n - 1; i >= 0; i--) {
        for (long p = i + 1; p < n; p++)
            for (long j = 0; j < n; j++) x[i * n + j] -= lu[i * n + p] * x[p * n + j];
        for (long j = 0; j < n; j++) x[i * n + j] /= lu[i * n + i];
    }
    return 0;
}

SG_UNUSED static real sg_determinant(long n, const real *a, real *lu, long *order) {
    memcpy(lu, a, sizeof(real) * (size_t)(n * n));
    real product = (real)sg_lu(n, lu, order);
    for (long i = 0; i < n; i++) product *= lu[i * n + i];
    return product;
}

SG_UNUSED static real sg_log_determinant(long n, const real *a, real *lu, long *order) {
    memcpy(lu, a, sizeof(real) * (size_t)(n * n));
    if (!sg_lu(n, lu, order)) return -(real)INFINITY;
    real sum = 0;
    for (long i = 0; i < n; i++) sum += sg_log(sg_size(lu[i * n + i]));
    return sum;
}

/* a^k of a whole k, negative ones of the inverse; room for three matrices. 1 where it has none */
SG_UNUSED static int sg_matrix_power(long n, long k, const real *a, real *x, real *room, long *order) {
    real *base = room, *next = room + n * n, *lu = next + n * n;
    if (k < 0) {
        if (sg_inverse(n, a, base, lu, order)) return 1;
        k = -k;
    } else
        memcpy(base, a, sizeof(real) * (size_t)(n * n));
    for (long i = 0; i < n * n; i++) x[i] = i % (n + 1) == 0 ? 1 : 0;
    for (; k; k /= 2) {
        if (k % 2) {
            sg_product(n, n, n, x, n, 1, base, n, 1, next, n, 1, 0);
            memcpy(x, next, sizeof(real) * (size_t)(n * n));
        }
        sg_product(n, n, n, base, n, 1, base, n, 1, next, n, 1, 0);
        memcpy(base, next, sizeof(real) * (size_t)(n * n));
    }
    return 0;
}
"""
