"""The operators of two large libraries: which name or line of symgrad is each, or why there is none.

The names are those that the documentation of PyTorch (torch.nn.functional, the creation, indexing, pointwise, reduction,
comparison, spectral, other and BLAS operations of torch, torch.linalg) and of JAX (jax.nn, jax.numpy with its fft and
linalg) lists, and some of later releases. ``order`` is a vector of positions, np.argsort(x), which code that calls hands over: it
does not move, so that sorting is to gather. F, T and L stand for torch.nn.functional, torch and torch.linalg; N, J and JL
for jax.nn, jax.numpy and jax.numpy.linalg, jax.numpy.fft is JF.
"""

# ruff: noqa: E501  (a row is a line)

from typing import NamedTuple


class Operator(NamedTuple):
    """One function: its names in both libraries, the line of symgrad, and a plain formula in NumPy and SciPy."""

    torch: str
    jax: str
    line: str
    plain: str


def rows(text):
    """Rows of a table, a line each: torch ; jax ; line ; plain."""
    return [Operator(*map(str.strip, line.split(" ; "))) for line in text.strip().splitlines()]


ENTRYWISE = rows("""
F.relu ; N.relu ; sg.relu(x) ; np.maximum(x, 0)
F.hardtanh ; N.hard_tanh ; sg.hard_tanh(x) ; np.clip(x, -1, 1)
F.hardswish ; N.hard_swish N.hard_silu ; sg.hard_swish(x) ; x * np.clip(x + 3, 0, 6) / 6
F.hardsigmoid ; N.hard_sigmoid ; sg.hard_sigmoid(x) ; np.clip(x + 3, 0, 6) / 6
F.relu6 ; N.relu6 ; sg.relu6(x) ; np.clip(x, 0, 6)
F.elu ; N.elu ; sg.elu(x, a) ; np.where(x > 0, x, a * np.expm1(x))
F.selu ; N.selu ; sg.selu(x) ; 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x))
F.celu ; N.celu ; sg.celu(x, a) ; np.where(x > 0, x, a * np.expm1(x / a))
F.leaky_relu ; N.leaky_relu ; sg.leaky_relu(x) ; np.where(x > 0, x, x / 100)
F.prelu ;  ; sg.prelu(x, a) ; np.where(x > 0, x, a * x)
F.threshold ;  ; sg.where(sg.step(x - 0.3), x, 20) ; np.where(x > 0.3, x, 20)
F.glu ; N.glu ; sg.glu(x) ; x[:2] * sc.expit(x[2:])
F.gelu ; N.gelu ; sg.gelu(x) ; x * sc.ndtr(x)
F.silu ; N.silu N.swish ; sg.silu(x) ; x * sc.expit(x)
F.mish ; N.mish ; sg.mish(x) ; x * np.tanh(np.log1p(np.exp(x)))
F.logsigmoid ; N.log_sigmoid ; sg.log_sigmoid(x) ; np.log(sc.expit(x))
F.hardshrink ;  ; sg.hardshrink(x) ; np.where(abs(x) > 0.5, x, 0)
F.softshrink ;  ; sg.softshrink(x) ; np.sign(x) * np.maximum(abs(x) - 0.5, 0)
F.tanhshrink ;  ; sg.tanhshrink(x) ; x - np.tanh(x)
F.softsign ; N.soft_sign ; sg.softsign(x) ; x / (1 + abs(x))
F.softplus ; N.softplus ; sg.softplus(x) ; np.log1p(np.exp(x))
 ; N.squareplus ; sg.squareplus(x, a) ; (x + np.sqrt(x**2 + a)) / 2
 ; N.sparse_plus ; sg.where(sg.step(x - 1), x, sg.hadamard(sg.relu(x + 1), sg.relu(x + 1)) / 4) ; np.where(x > 1, x, np.maximum(x + 1, 0)**2 / 4)
 ; N.sparse_sigmoid ; sg.clip((x + 1) / 2, 0, 1) ; np.clip((x + 1) / 2, 0, 1)
F.sigmoid T.sigmoid ; N.sigmoid ; sg.sigmoid(x) ; sc.expit(x)
F.tanh T.tanh ; J.tanh ; sg.tanh(x) ; np.tanh(x)
T.abs ; J.abs J.absolute J.fabs ; sg.abs(x) ; abs(x)
T.acos ; J.arccos ; sg.acos(p) ; np.arccos(p)
T.asin ; J.arcsin ; sg.asin(p) ; np.arcsin(p)
T.atan ; J.arctan ; sg.atan(x) ; np.arctan(x)
T.atan2 ; J.arctan2 ; sp.atan2(a, b) ; np.arctan2(a, b)
T.acosh ; J.arccosh ; sg.acosh(1 + p) ; np.arccosh(1 + p)
T.asinh ; J.arcsinh ; sg.asinh(x) ; np.arcsinh(x)
T.atanh ; J.arctanh ; sg.atanh(p) ; np.arctanh(p)
T.add ; J.add ; x + y ; x + y
T.sub ; J.subtract ; x - y ; x - y
T.addcdiv ;  ; x + a * sg.divide(y, p) ; x + a * y / p
T.addcmul ;  ; x + a * sg.hadamard(y, p) ; x + a * y * p
T.ceil ; J.ceil ; sp.ceiling(a) ; np.ceil(a)
T.floor ; J.floor ; sp.floor(a) ; np.floor(a)
T.trunc ; J.trunc J.fix ; sg.sign(a) * sp.floor(sg.abs(a)) ; np.trunc(a)
T.round ; J.round J.rint J.around ; sp.floor(a + sp.Rational(1, 2)) ; np.round(a)
T.frac ;  ; sp.frac(a) ; a % 1
T.clamp ; J.clip ; sg.clip(x, -0.6, b) ; np.clip(x, -0.6, b)
T.cos ; J.cos ; sg.cos(x) ; np.cos(x)
T.cosh ; J.cosh ; sg.cosh(x) ; np.cosh(x)
T.sin ; J.sin ; sg.sin(x) ; np.sin(x)
T.sinh ; J.sinh ; sg.sinh(x) ; np.sinh(x)
T.tan ; J.tan ; sg.tan(x) ; np.tan(x)
T.sinc ; J.sinc ; sg.sinc(sp.pi * x) ; np.sinc(x)
T.div ; J.divide J.true_divide ; sg.divide(x, p) ; x / p
T.digamma ;  ; sp.digamma(b) ; sc.digamma(b)
T.lgamma ;  ; sp.loggamma(b) ; sc.gammaln(b)
T.polygamma ;  ; sp.polygamma(2, b) ; sc.polygamma(2, b)
T.mvlgamma ;  ; sp.log(sp.pi) / 2 + sp.loggamma(b) + sp.loggamma(b - sp.Rational(1, 2)) ; sc.multigammaln(b, 2)
T.erf ;  ; sg.erf(x) ; sc.erf(x)
T.erfc ;  ; sp.erfc(a) ; sc.erfc(a)
T.erfinv ;  ; sp.erfinv(a / 4) ; sc.erfinv(a / 4)
T.i0 ; J.i0 ; sp.besseli(0, a) ; sc.i0(a)
T.exp ; J.exp ; sg.exp(x) ; np.exp(x)
T.exp2 ; J.exp2 ; sg.exp(sp.log(2) * x) ; 2**x
T.expm1 ; J.expm1 ; sg.expm1(x) ; np.expm1(x)
T.log ; J.log ; sg.log(p) ; np.log(p)
T.log10 ; J.log10 ; sg.log(p) / sp.log(10) ; np.log10(p)
T.log2 ; J.log2 ; sg.log(p) / sp.log(2) ; np.log2(p)
T.log1p ; J.log1p ; sg.log1p(p) ; np.log1p(p)
T.logaddexp ; J.logaddexp ; sg.logaddexp(x, y) ; np.logaddexp(x, y)
T.logaddexp2 ; J.logaddexp2 ; sg.logaddexp(sp.log(2) * x, sp.log(2) * y) / sp.log(2) ; np.logaddexp2(x, y)
T.logit ;  ; sg.logit(p) ; sc.logit(p)
T.xlogy ;  ; sg.where(x, sg.hadamard(x, sg.log(p)), 0) ; x * np.log(p)
T.hypot ; J.hypot ; sg.hypot(x, y) ; np.hypot(x, y)
T.fmod ; J.fmod ; a - b * sg.sign(a / b) * sp.floor(sg.abs(a / b)) ; np.fmod(a, b)
T.remainder ; J.mod J.remainder ; a - b * sp.floor(a / b) ; np.mod(a, b)
T.floor_divide ; J.floor_divide ; sp.floor(a / b) ; a // b
 ; J.modf ; a - sg.sign(a) * sp.floor(sg.abs(a)) ; np.modf(a)[0]
 ; J.divmod ; sp.floor(a / b) ; np.divmod(a, b)[0]
T.lerp ;  ; x + a * (y - x) ; x + a * (y - x)
T.mul ; J.multiply ; sg.hadamard(x, y) ; x * y
T.neg ; J.negative ; -x ; -x
 ; J.positive ; +x ; x
T.pow ; J.power J.float_power ; p.applyfunc(sp.Lambda(t, t**a)) ; p**a
T.square ; J.square ; sg.hadamard(x, x) ; x**2
T.reciprocal ; J.reciprocal ; sg.divide(1, p) ; 1 / p
T.rsqrt ;  ; sg.rsqrt(p) ; p**-0.5
T.sqrt ; J.sqrt ; sg.sqrt(p) ; np.sqrt(p)
 ; J.cbrt ; p.applyfunc(sp.Lambda(t, t**sp.Rational(1, 3))) ; np.cbrt(p)
T.sign T.sgn ; J.sign ; sg.sign(x) ; np.sign(x)
T.copysign ; J.copysign ; sg.hadamard(sg.abs(x), sg.sign(y)) ; np.copysign(x, y)
T.heaviside ; J.heaviside ; sg.step(x) ; np.heaviside(x, 0.0)
T.maximum T.fmax ; J.maximum J.fmax ; sg.maximum(x, y) ; np.maximum(x, y)
T.minimum T.fmin ; J.minimum J.fmin ; sg.minimum(x, y) ; np.minimum(x, y)
T.where ; J.where J.select J.piecewise J.choose ; sg.where(sg.step(x), x, y) ; np.where(x > 0, x, y)
T.deg2rad ; J.deg2rad J.radians ; sp.pi / 180 * x ; np.deg2rad(x)
T.rad2deg ; J.rad2deg J.degrees ; 180 / sp.pi * x ; np.rad2deg(x)
 ; J.ldexp ; x * 2**3 ; np.ldexp(x, 3)
 ; J.real J.conj J.conjugate ; x ; x
 ; J.polyval ; y[0]*a**3 + y[1]*a**2 + y[2]*a + y[3] ; np.polyval(y, a)
 ; J.polyadd J.polysub ; x + y ; np.polyadd(x, y)
 ; J.polymul ; sg.convolve(x, y) ; np.polymul(x, y)
 ; J.polyder ; sg.hadamard(sp.Matrix([3, 2, 1]), sg.rows(x, 0, 3)) ; np.polyder(x)
 ; J.polyint ; sg.concat(sg.divide(x, sp.Matrix([4, 3, 2, 1])), 0 * sg.ones(1)) ; np.polyint(x)
""")

REDUCTIONS = rows("""
F.softmax T.softmax ; N.softmax ; sg.softmax(x) ; sc.softmax(x)
F.softmin ;  ; sg.softmax(-x) ; sc.softmax(-x)
F.log_softmax ; N.log_softmax ; sg.log_softmax(x) ; sc.log_softmax(x)
T.logsumexp ; N.logsumexp ; sg.logsumexp(x) ; sc.logsumexp(x)
T.logcumsumexp ;  ; sg.log(sg.cumsum(sg.exp(x))) ; np.log(np.cumsum(np.exp(x)))
T.cumprod ; J.cumprod J.cumproduct J.nancumprod ; sg.cumprod(x) ; np.cumprod(x)
T.cumsum ; J.cumsum J.nancumsum ; sg.cumsum(x) ; np.cumsum(x)
T.dist ;  ; sg.norm(x - y) ; np.linalg.norm(x - y)
T.mean ; J.mean J.nanmean ; sg.mean(X, axis=0) ; X.mean(axis=0)
 ; J.average ; sg.dot(p, x) / sg.total(p) ; np.average(x, weights=p)
T.norm L.norm L.vector_norm ; JL.norm ; sg.p_norm(x, 3) ; np.linalg.norm(x, 3)
L.matrix_norm ;  ; sg.nuclear_norm(X) ; np.linalg.norm(X, 'nuc')
T.prod ; J.prod J.product J.nanprod ; sg.cumprod(x)[-1] ; np.prod(x)
T.std ; J.std J.nanstd ; sg.standard_deviation(x, correction=1) ; np.std(x, ddof=1)
T.sum ; J.sum J.nansum ; sg.total(X, axis=1) ; X.sum(axis=1)
T.var ; J.var J.nanvar ; sg.variance(X, axis=0) ; X.var(axis=0)
T.max T.amax ; J.max J.amax J.nanmax ; sg.maximum(x) ; x.max()
T.min T.amin ; J.min J.amin J.nanmin ; sg.minimum(x) ; x.min()
T.sort ; J.sort J.msort ; sg.gather(x, order) ; np.sort(x)
T.topk T.kthvalue ;  ; sg.gather(x, sg.rows(order, 2, 2)) ; np.sort(x)[2:]
T.median T.nanmedian ; J.median J.nanmedian ; sg.mean(sg.gather(x, sg.rows(order, 1, 2))) ; np.median(x)
T.quantile T.nanquantile ; J.quantile J.nanquantile J.percentile J.nanpercentile ; sg.dot(sp.Matrix([sp.Rational(1, 4), sp.Rational(3, 4)]), sg.gather(x, sg.rows(order, 0, 2))) ; np.quantile(x, 0.25)
T.cummax ;  ; sg.gather(x, [0, 0, 2, 2]) ; np.maximum.accumulate(x)
T.igamma ;  ; sp.lowergamma(2, b) / sp.gamma(2) ; sc.gammainc(2, b)
 ; J.ptp ; sg.maximum(x) - sg.minimum(x) ; np.ptp(x)
T.cov ; J.cov ; (X - sg.ones(3) * sg.mean(X, axis=0).T).T * (X - sg.ones(3) * sg.mean(X, axis=0).T) / 2 ; np.cov(X.T)
T.corrcoef ; J.corrcoef ; sg.cosine_similarity(x - sg.mean(x), y - sg.mean(y)) ; np.corrcoef(x, y)[0, 1]
T.diff ; J.diff J.ediff1d ; sg.rows(x, 1, 3) - sg.rows(x, 0, 3) ; np.diff(x)
 ; J.gradient ; sg.concat(sg.rows(x, 1, 1) - sg.rows(x, 0, 1), (sg.rows(x, 2, 2) - sg.rows(x, 0, 2)) / 2, sg.rows(x, 3, 1) - sg.rows(x, 2, 1)) ; np.gradient(x)
T.trapz ; J.trapz ; sg.total(sg.rows(x, 1, 3) + sg.rows(x, 0, 3)) / 2 ; np.trapezoid(x)
F.normalize ;  ; sg.normalize(x) ; x / np.linalg.norm(x)
F.layer_norm ; N.standardize ; sg.layer_norm(x) ; (x - x.mean()) / np.sqrt(x.var() + 1e-5)
F.rms_norm ;  ; sg.rms_norm(x) ; x / np.sqrt((x**2).mean() + 1e-5)
F.group_norm ;  ; sg.group_norm(x, 2) ; ((x.reshape(2, 2) - x.reshape(2, 2).mean(axis=1, keepdims=True)) / np.sqrt(x.reshape(2, 2).var(axis=1, keepdims=True) + 1e-5)).ravel()
F.batch_norm ;  ; sg.batch_norm(X) ; (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + 1e-5)
F.instance_norm ;  ; sg.layer_norm(X, axis=1) ; (X - X.mean(axis=1, keepdims=True)) / np.sqrt(X.var(axis=1, keepdims=True) + 1e-5)
F.local_response_norm ;  ; sg.divide(x, (2 + sg.correlate(sg.hadamard(x, x), sg.ones(3) / 3, mode='same')).applyfunc(sp.Lambda(t, t**sp.Rational(3, 4)))) ; x / (2 + np.correlate(x**2, np.ones(3) / 3, 'same'))**0.75
F.dropout ;  ; sg.dropout(x, p, 0.5) ; 2 * x * p
F.pairwise_distance ;  ; sg.norm(X - Y, axis=1) ; np.linalg.norm(X - Y, axis=1)
F.cosine_similarity ;  ; sg.cosine_similarity(X, Y, axis=1) ; (X * Y).sum(axis=1) / np.linalg.norm(X, axis=1) / np.linalg.norm(Y, axis=1)
F.pdist ;  ; sg.norm(sg.gather(X, [0, 0, 1]) - sg.gather(X, [1, 2, 2]), axis=1) ; np.array([np.linalg.norm(X[i] - X[j]) for i, j in ((0, 1), (0, 2), (1, 2))])
T.cdist ;  ; sg.sqrt(sg.norm_squared(X, axis=1) * sg.ones(3).T + sg.ones(3) * sg.norm_squared(Y, axis=1).T - 2 * X * Y.T) ; np.linalg.norm(X[:, None] - Y[None], axis=2)
T.renorm ;  ; x * sp.Min(1, 1 / sg.norm(x)) ; x * min(1, 1 / np.linalg.norm(x))
F.avg_pool1d F.adaptive_avg_pool1d ;  ; sg.mean_pool(x, 2) ; x.reshape(2, 2).mean(axis=1)
F.max_pool1d F.adaptive_max_pool1d ;  ; sg.max_pool(x, 2) ; x.reshape(2, 2).max(axis=1)
F.lp_pool1d ;  ; sg.norm(sg.windows(x, 2, stride=2), axis=1) ; np.linalg.norm(x.reshape(2, 2), axis=1)
F.conv1d ; J.correlate ; sg.correlate(x, q) ; np.correlate(x, q, 'valid')
F.conv_transpose1d ; J.convolve ; sg.convolve(x, q) ; np.convolve(x, q)
 ; J.interp ; x[1] + (a - 1) * (x[2] - x[1]) ; np.interp(a, [0.0, 1.0, 2.0, 3.0], x)
 ; J.unwrap ; x - 2 * sp.pi * sg.cumsum(sg.concat(0 * sg.ones(1), (sg.rows(x, 1, 3) - sg.rows(x, 0, 3)).applyfunc(sp.Lambda(t, sp.floor((t + sp.pi) / (2 * sp.pi)))))) ; np.unwrap(x)
""")

MATRICES = rows("""
F.linear ;  ; A * q + q ; A @ q + q
F.bilinear ;  ; sg.dot(q, A * r) ; q @ A @ r
F.scaled_dot_product_attention ; N.dot_product_attention ; sg.softmax(X * Y.T / sp.sqrt(2), axis=1) * X ; sc.softmax(X @ Y.T / np.sqrt(2), axis=1) @ X
F.embedding T.gather T.index_select T.take ; J.take J.take_along_axis J.extract J.compress ; sg.gather(X, [2, 0]) ; X[[2, 0]]
F.embedding_bag ;  ; sg.mean(sg.gather(X, [2, 0]), axis=0) ; X[[2, 0]].mean(axis=0)
F.one_hot ; N.one_hot ; A.T * sg.one_hot(1, 3) ; A[1]
F.pad ; J.pad ; sg.concat(0 * sg.ones(1), x, 0 * sg.ones(2)) ; np.pad(x, (1, 2))
T.cat T.stack ; J.concatenate J.append J.vstack J.row_stack J.hstack J.block ; sg.concat(X, Y) ; np.concatenate([X, Y])
 ; J.stack J.column_stack ; sg.concat(x.T, y.T).T ; np.stack([x, y], axis=1)
T.chunk T.split T.narrow T.unbind T.masked_select ; J.split J.array_split J.vsplit J.hsplit ; sg.rows(x, 0, 2) ; x[:2]
T.t T.transpose ; J.transpose J.swapaxes J.moveaxis J.rollaxis ; X.T ; X.T
T.reshape T.flatten ; J.reshape J.ravel ; sg.concat(*[sg.rows(X, k, 1).T for k in range(3)]) ; X.ravel()
T.cross L.cross ; J.cross ; sp.Matrix([q[1]*r[2] - q[2]*r[1], q[2]*r[0] - q[0]*r[2], q[0]*r[1] - q[1]*r[0]]) ; np.cross(q, r)
T.diag T.diagflat T.matrix_diag ; J.diag J.diagflat ; sg.diag(x) ; np.diag(x)
T.diagonal L.diagonal ; J.diagonal ; sg.diagonal(A) ; np.diagonal(A)
T.einsum ; J.einsum ; sg.einsum('ij,kj->ik', X, Y) ; np.einsum('ij,kj->ik', X, Y)
T.flip ; J.flip J.flipud ; sg.gather(x, [3, 2, 1, 0]) ; np.flip(x)
 ; J.fliplr ; sg.gather(X.T, [1, 0]).T ; np.fliplr(X)
 ; J.rot90 ; sg.gather(X.T, [1, 0]) ; np.rot90(X)
T.roll ; J.roll ; sg.roll(x, 1) ; np.roll(x, 1)
T.repeat_interleave ; J.repeat ; sg.gather(x, [0, 0, 1, 1, 2, 2, 3, 3]) ; np.repeat(x, 2)
T.tile ; J.tile ; sg.concat(x, x) ; np.tile(x, 2)
T.tensordot ; J.tensordot J.inner ; X.T * Y ; np.tensordot(X, Y, axes=(0, 0))
T.trace ; J.trace ; sp.Trace(A) ; np.trace(A)
T.tril ; J.tril ; sg.tril(A) ; np.tril(A)
T.triu ; J.triu ; sg.triu(A) ; np.triu(A)
T.kron ; J.kron ; sp.KroneckerProduct(X, Y) ; np.kron(X, Y)
T.vander L.vander ; J.vander ; sg.concat(sg.ones(4).T, x.T, sg.hadamard(x, x).T).T ; np.vander(x, 3, increasing=True)
T.addmm ;  ; a * A + b * X * Y.T ; a * A + b * X @ Y.T
T.addmv ;  ; a * q + b * A * r ; a * q + b * A @ r
T.addr ;  ; a * A + b * sg.outer(q, r) ; a * A + b * np.outer(q, r)
T.dot L.vecdot ; J.vdot ; sg.dot(x, y) ; x @ y
T.ger T.outer ; J.outer ; sg.outer(x, q) ; np.outer(x, q)
T.matmul T.mm T.mv L.matmul ; J.matmul J.dot ; A * X ; A @ X
L.multi_dot ; JL.multi_dot ; A * A * X ; A @ A @ X
T.inverse L.inv ; JL.inv ; A**-1 ; np.linalg.inv(A)
T.det L.det ; JL.det ; sp.Determinant(A) ; np.linalg.det(A)
T.logdet T.slogdet L.slogdet ; JL.slogdet ; sg.logdet(A) ; np.linalg.slogdet(A)[1]
T.matrix_power L.matrix_power ; JL.matrix_power ; A**3 ; np.linalg.matrix_power(A, 3)
L.matrix_exp ;  ; sg.expm(A) ; sl.expm(A)
T.pinverse L.pinv ; JL.pinv ; sg.pinv(X) ; np.linalg.pinv(X)
T.potrf L.cholesky ; JL.cholesky ; sg.cholesky(S) ; np.linalg.cholesky(S)
T.potri ;  ; S**-1 ; np.linalg.inv(S)
T.potrs T.gesv L.solve ; JL.solve ; sg.solve(A, q) ; np.linalg.solve(A, q)
T.trtrs L.solve_triangular ;  ; sg.solve(sg.triu(A), q) ; np.linalg.solve(np.triu(A), q)
T.gels L.lstsq ; JL.lstsq ; sg.pinv(X) * q ; np.linalg.lstsq(X, q)[0]
T.qr L.qr ; JL.qr ; sg.qr_r(X) ; abs(np.diag(np.linalg.qr(X)[1]))[:, None] * np.linalg.qr(X)[1] / np.diag(np.linalg.qr(X)[1])[:, None]
T.symeig L.eigh L.eigvalsh ; JL.eigh JL.eigvalsh ; sg.eigenvalue(S, 1) ; np.linalg.eigvalsh(S)[1]
T.svd L.svd L.svdvals ; JL.svd ; sg.singular_value(X, 1) ; np.linalg.svd(X)[1][0]
L.cond ; JL.cond ; sg.singular_value(X, 1) / sg.singular_value(X, 0) ; np.linalg.cond(X)
""")

LOSSES = rows("""
F.binary_cross_entropy ;  ; sg.losses.binary_cross_entropy(PROBABLE, 'h', target='p') ; -(p * np.log(sc.expit(x)) + (1 - p) * np.log(sc.expit(-x))).mean()
F.binary_cross_entropy_with_logits ;  ; sg.losses.binary_cross_entropy_with_logits(SAME, 'h', target='p') ; (np.log1p(np.exp(x)) - p * x).mean()
F.poisson_nll_loss ;  ; sg.losses.poisson_nll(SAME, 'h', target='y') ; (np.exp(x) - y * x).mean()
F.gaussian_nll_loss ;  ; sg.losses.gaussian_nll(SPREAD, 'h', 'p', target='y') ; (np.log(p) + (x - y)**2 / p).mean() / 2
F.cosine_embedding_loss ;  ; sg.losses.cosine_embedding(SAME, 'h', other='y', target='one') ; 1 - x @ y / np.linalg.norm(x) / np.linalg.norm(y)
F.cross_entropy ;  ; sg.losses.cross_entropy(SAME, 'h', target='d') ; -(d * sc.log_softmax(x)).sum()
F.nll_loss ;  ; sg.losses.nll(SAME, 'h', target='d') ; -(d * x).sum()
F.kl_div ;  ; sg.losses.kl_divergence(SAME, 'h', target='d') ; (d * (np.log(d) - x)).sum()
F.l1_loss ;  ; sg.losses.mean_absolute_error(SAME, 'h', target='y') ; abs(x - y).mean()
F.mse_loss ;  ; sg.losses.mean_squared_error(SAME, 'h', target='y') ; ((x - y)**2).mean()
F.huber_loss F.smooth_l1_loss ;  ; sg.losses.huber(SAME, 'h', target='y') ; np.where(abs(x - y) < 1, (x - y)**2 / 2, abs(x - y) - 0.5).mean()
F.margin_ranking_loss ;  ; sg.losses.margin_ranking(SAME, 'h', other='y', target='s', margin=1) ; np.maximum(0, 1 - s * (x - y)).mean()
F.hinge_embedding_loss ;  ; sg.mean(sg.where(sg.step(s), x, sg.relu(1 - x))) ; np.where(s > 0, x, np.maximum(0, 1 - x)).mean()
F.soft_margin_loss ;  ; sg.mean(sg.softplus(-sg.hadamard(s, x))) ; np.log1p(np.exp(-s * x)).mean()
F.multilabel_soft_margin_loss ;  ; sg.losses.binary_cross_entropy_with_logits(SAME, 'h', target='p') ; (np.log1p(np.exp(x)) - p * x).mean()
F.multi_margin_loss ;  ; (sg.total(sg.relu(1 - x[2] + x)) - 1) / 4 ; sum(max(0, 1 - x[2] + x[i]) for i in (0, 1, 3)) / 4
F.multilabel_margin_loss ;  ; sg.total(sg.relu(1 - x[2] + sg.rows(x, 0, 2))) / 4 + sg.total(sg.relu(1 - x[3] + sg.rows(x, 0, 2))) / 4 ; sum(max(0, 1 - x[j] + x[i]) for i in (0, 1) for j in (2, 3)) / 4
F.triplet_margin_loss ;  ; sg.losses.triplet(SAME, 'h', positive='y', negative='p') ; max(0, np.linalg.norm(x - y) - np.linalg.norm(x - p) + 1)
""")

TABLE = [*ENTRYWISE, *REDUCTIONS, *MATRICES, *LOSSES]

# Lines of more than one value that tests/losses has: F.ctc_loss is sg.losses.ctc.
ELSEWHERE = {"F.ctc_loss": "sg.losses.ctc, over time: tests/losses/test_losses_of_paths.py"}

# Differentiable functions of arrays of rank <= 2 for which there is no line.
MISSING = {"L.lu T.lu": "a factorisation with a choice of pivots; sg.solve, sg.logdet and A**-1 are what it is for"}

OUTSIDE = {
    "random numbers: the mask of a dropout is an input": """F.rrelu F.gumbel_softmax F.alpha_dropout F.dropout2d
        F.dropout3d""",
    "more than two axes": """F.conv2d F.conv3d F.conv_transpose2d F.conv_transpose3d F.unfold F.fold F.avg_pool2d
        F.avg_pool3d F.max_pool2d F.max_pool3d F.max_unpool1d F.max_unpool2d F.max_unpool3d F.lp_pool2d
        F.adaptive_max_pool2d F.adaptive_max_pool3d F.adaptive_avg_pool2d F.adaptive_avg_pool3d F.pixel_shuffle
        F.interpolate F.upsample F.upsample_nearest F.upsample_bilinear F.grid_sample F.affine_grid T.addbmm T.baddbmm
        T.bmm L.tensorsolve L.tensorinv JL.tensorsolve JL.tensorinv J.dstack J.dsplit J.atleast_3d T.meshgrid
        J.meshgrid J.indices J.apply_along_axis J.apply_over_axes J.vectorize""",
    "several devices": "F.data_parallel",
    "in place": "F.threshold_ F.relu_ F.hardtanh_ F.hardswish_ F.elu_ F.leaky_relu_ F.rrelu_",
    "complex numbers": """T.fft T.ifft T.rfft T.irfft T.stft T.eig L.eig L.eigvals JL.eig JL.eigvals JF.fft JF.fft2
        JF.fftn JF.hfft JF.ifft JF.ifft2 JF.ifftn JF.ihfft JF.irfft JF.irfft2 JF.irfftn JF.rfft JF.rfft2 JF.rfftn
        J.angle J.imag J.complex_ J.complex128 J.complex64 J.complexfloating J.cdouble J.csingle J.iscomplex
        J.iscomplexobj J.isreal J.isrealobj J.sort_complex J.roots""",
    "whole numbers, true and false": """T.argmax T.argmin T.mode T.unique T.allclose T.argsort T.eq T.equal T.ge T.gt
        T.isfinite T.isinf T.isnan T.le T.lt T.ne T.bincount T.histc T.nonzero T.matrix_rank L.matrix_rank
        JL.matrix_rank J.all J.allclose J.alltrue J.any J.argmax J.argmin J.argsort J.argwhere J.array_equal
        J.array_equiv J.bincount J.bitwise_and J.bitwise_not J.bitwise_or J.bitwise_xor J.count_nonzero J.digitize
        J.equal J.flatnonzero J.gcd J.greater J.greater_equal J.histogram J.histogram_bin_edges J.histogram2d
        J.histogramdd J.in1d J.intersect1d J.invert J.isclose J.isfinite J.isin J.isinf J.isnan J.isneginf J.isposinf
        J.lcm J.left_shift J.less J.less_equal J.lexsort J.logical_and J.logical_not J.logical_or J.logical_xor
        J.nanargmax J.nanargmin J.nonzero J.not_equal J.packbits J.right_shift J.searchsorted J.setdiff1d J.setxor1d
        J.signbit J.sometrue J.unique J.union1d J.unpackbits J.frexp J.nextafter J.nan_to_num J.trim_zeros""",
    "arrays made of no variable": """T.tensor T.sparse_coo_tensor T.as_tensor T.from_numpy T.zeros T.zeros_like T.ones
        T.ones_like T.arange T.range T.linspace T.logspace T.eye T.empty T.empty_like T.full T.full_like
        T.bartlett_window T.blackman_window T.hamming_window T.hann_window J.arange J.array J.asarray J.bartlett
        J.blackman J.diag_indices J.diag_indices_from J.empty J.empty_like J.eye J.full J.full_like J.geomspace
        J.hamming J.hanning J.identity J.ix_ J.kaiser J.linspace J.logspace J.mask_indices J.ones J.ones_like J.tri
        J.tril_indices J.tril_indices_from J.triu_indices J.triu_indices_from J.zeros J.zeros_like J.ndarray
        JF.fftfreq JF.rfftfreq J.unravel_index J.ravel_multi_index""",
    "views and shapes: an array has the axes that its symbol says": """T.squeeze T.unsqueeze T.broadcast_tensors
        J.squeeze J.expand_dims J.atleast_1d J.atleast_2d J.broadcast_arrays J.broadcast_to J.shape J.size J.ndim
        JF.fftshift JF.ifftshift""",
    "parts of a factorisation in a packed form": """T.btrifact T.btrifact_with_info T.btrisolve T.btriunpack T.geqrf
        T.orgqr T.ormqr T.pstrf""",
    "types, files, printing": """J.array_repr J.array_str J.bool_ J.can_cast J.character J.ComplexWarning J.double
        J.dtype J.einsum_path J.finfo J.flexible J.float_ J.float16 J.float32 J.float64 J.floating J.iinfo J.inexact
        J.int_ J.int16 J.int32 J.int64 J.int8 J.integer J.isscalar J.issubdtype J.issubsctype J.iterable J.load
        J.number J.object_ J.promote_types J.result_type J.save J.savez J.set_printoptions J.signedinteger J.single
        J.uint16 J.uint32 J.uint64 J.uint8 J.unsignedinteger""",
}  # fmt: skip
