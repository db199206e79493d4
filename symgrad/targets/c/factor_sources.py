"""The factorizations of Cholesky and QR in C.

Sources: Golub and Van Loan, Matrix Computations, 2013, algorithms 4.2.1 (Cholesky, by rows) and 5.2.1 (Householder QR).
"""

from __future__ import annotations

FACTORS = """\
/* the lower triangular x with x x' = a, of the lower triangle of a; 1 where a is not positive definite */
SG_UNUSED static int sg_cholesky(long n, const real *a, real *x) {
    for (long i = 0; i < n; i++) {
        for (long j = 0; j <= i; j++) {
            real rest = a[i * n + j];
            for (long k = 0; k < j; k++) rest -= x[i * n + k] * x[j * n + k];
            if (i > j)
                x[i * n + j] = rest / x[j * n + j];
            else if (rest > 0)
                x[i * n + i] = sg_sqrt(rest);
            else
                return 1;
        }
        for (long j = i + 1; j < n; j++) x[i * n + j] = 0;
    }
    return 0;
}

/* a = q r for a of m rows and n columns, with a positive diagonal of r; room for m n + n numbers. 1 where columns
   depend on one another */
SG_UNUSED static int sg_qr(long m, long n, const real *a, real *q, real *r, real *room) {
    real *v = room, *tau = room + m * n; /* reflections I - tau v v', the first entry of each v is 1 */
    if (m < n) return 1;
    memcpy(v, a, sizeof(real) * (size_t)(m * n));
    for (long i = 0; i < n * n; i++) r[i] = 0;
    for (long k = 0; k < n; k++) {
        real top = 0, sum = 0;
        for (long i = k; i < m; i++) top = sg_size(v[i * n + k]) > top ? sg_size(v[i * n + k]) : top;
        for (long i = k; i < m; i++) {
            const real part = top > 0 ? v[i * n + k] / top : 0;
            sum += part * part;
        }
        const real size = top * sg_sqrt(sum), first = v[k * n + k];
        real most = size;
        for (long i = 0; i < k; i++) most = sg_size(r[i * n + k]) > most ? sg_size(r[i * n + k]) : most;
        if (size <= (real)m * (sizeof(real) == 4 ? (real)1.1920929e-7 : (real)2.220446049250313e-16) * most) return 1;
        r[k * n + k] = first > 0 ? -size : size;
        const real apart = first - r[k * n + k]; /* a sum of two numbers of one sign */
        tau[k] = -apart / r[k * n + k];
        for (long i = k + 1; i < m; i++) v[i * n + k] /= apart;
        v[k * n + k] = 1;
        for (long j = k + 1; j < n; j++) {
            real along = 0;
            for (long i = k; i < m; i++) along += v[i * n + k] * v[i * n + j];
            for (long i = k; i < m; i++) v[i * n + j] -= tau[k] * along * v[i * n + k];
            r[k * n + j] = v[k * n + j];
        }
    }
    for (long i = 0; i < m; i++)
        for (long j = 0; j < n; j++) q[i * n + j] = i == j;
    for (long k = n - 1; k >= 0; k--)
        for (long j = k; j < n; j++) {
            real along = 0;
            for (long i = k; i < m; i++) along += v[i * n + k] * q[i * n + j];
            for (long i = k; i < m; i++) q[i * n + j] -= tau[k] * along * v[i * n + k];
        }
    for (long k = 0; k < n; k++) {
        if (r[k * n + k] > 0) continue;
        for (long j = k; j < n; j++) r[k * n + j] = -r[k * n + j];
        for (long i = 0; i < m; i++) q[i * n + k] = -q[i * n + k];
    }
    return 0;
}
"""
