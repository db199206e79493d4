"""The names that pages of documentation list, as they stand there, section by section.

PyTorch: docs/source/nn.functional.rst, docs/source/torch.rst (but for settings, files and generators of random numbers)
and docs/source/linalg.rst; JAX: docs/jax.nn.rst and docs/jax.numpy.rst.
"""

DOCUMENTED = {
    "F": """conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d unfold fold avg_pool1d
        avg_pool2d avg_pool3d max_pool1d max_pool2d max_pool3d max_unpool1d max_unpool2d max_unpool3d
        lp_pool1d lp_pool2d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d adaptive_avg_pool1d
        adaptive_avg_pool2d adaptive_avg_pool3d threshold threshold_ relu relu_ hardtanh hardtanh_ hardswish
        hardswish_ relu6 elu elu_ selu celu leaky_relu leaky_relu_ prelu rrelu rrelu_ glu gelu logsigmoid
        hardshrink tanhshrink softsign softplus softmin softmax softshrink gumbel_softmax log_softmax tanh
        sigmoid batch_norm instance_norm layer_norm local_response_norm normalize linear bilinear dropout
        alpha_dropout dropout2d dropout3d embedding embedding_bag one_hot pairwise_distance
        cosine_similarity pdist binary_cross_entropy binary_cross_entropy_with_logits poisson_nll_loss
        cosine_embedding_loss cross_entropy ctc_loss hinge_embedding_loss kl_div l1_loss mse_loss
        margin_ranking_loss multilabel_margin_loss multilabel_soft_margin_loss multi_margin_loss nll_loss
        smooth_l1_loss soft_margin_loss triplet_margin_loss pixel_shuffle pad interpolate upsample
        upsample_nearest upsample_bilinear grid_sample affine_grid data_parallel""",
    "T": """tensor sparse_coo_tensor as_tensor from_numpy zeros zeros_like ones ones_like arange range linspace
        logspace eye empty empty_like full full_like cat chunk gather index_select masked_select narrow
        nonzero reshape split squeeze stack t take transpose unbind unsqueeze where abs acos add addcdiv
        addcmul asin atan atan2 ceil clamp cos cosh div digamma erf erfc erfinv exp expm1 floor fmod frac
        lerp log log10 log1p log2 mul mvlgamma neg pow reciprocal remainder round rsqrt sigmoid sign sin
        sinh sqrt tan tanh trunc argmax argmin cumprod cumsum dist logsumexp mean median mode norm prod std
        sum unique var allclose argsort eq equal ge gt isfinite isinf isnan kthvalue le lt max min ne sort
        topk fft ifft rfft irfft stft bartlett_window blackman_window hamming_window hann_window bincount
        broadcast_tensors cross diag diagflat diagonal einsum flatten flip histc matrix_diag meshgrid renorm
        tensordot trace tril triu addbmm addmm addmv addr baddbmm bmm btrifact btrifact_with_info btrisolve
        btriunpack dot eig gels geqrf ger gesv inverse det logdet slogdet matmul matrix_power matrix_rank mm
        mv orgqr ormqr pinverse potrf potri potrs pstrf qr svd symeig trtrs""",
    "L": "det norm tensorsolve",
    "N": """relu relu6 sigmoid softplus sparse_plus sparse_sigmoid soft_sign silu swish log_sigmoid leaky_relu
        hard_sigmoid hard_silu hard_swish hard_tanh elu celu selu gelu glu squareplus mish softmax
        log_softmax logsumexp standardize one_hot""",
    "J": """abs absolute add all allclose alltrue amax amin angle any append apply_along_axis apply_over_axes
        arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin argsort argwhere around
        array array_equal array_equiv array_repr array_split array_str asarray atleast_1d atleast_2d
        atleast_3d average bartlett bincount bitwise_and bitwise_not bitwise_or bitwise_xor blackman block
        bool_ broadcast_arrays broadcast_to can_cast cbrt cdouble ceil character choose clip column_stack
        complex_ complex128 complex64 complexfloating ComplexWarning compress concatenate conj conjugate
        convolve copysign corrcoef correlate cos cosh count_nonzero cov cross csingle cumprod cumproduct
        cumsum deg2rad degrees diag diagflat diag_indices diag_indices_from diagonal diff digitize divide
        divmod dot double dsplit dstack dtype ediff1d einsum einsum_path empty empty_like equal exp exp2
        expand_dims expm1 extract eye fabs finfo fix flatnonzero flexible flip fliplr flipud float_ float16
        float32 float64 floating float_power floor floor_divide fmax fmin fmod frexp full full_like gcd
        geomspace gradient greater greater_equal hamming hanning heaviside histogram histogram_bin_edges
        histogram2d histogramdd hsplit hstack hypot i0 identity iinfo imag in1d indices inexact inner int_
        int16 int32 int64 int8 integer interp intersect1d invert isclose iscomplex iscomplexobj isfinite
        isin isinf isnan isneginf isposinf isreal isrealobj isscalar issubdtype issubsctype iterable ix_
        kaiser kron lcm ldexp left_shift less less_equal lexsort linspace load log log10 log1p log2
        logaddexp logaddexp2 logical_and logical_not logical_or logical_xor logspace mask_indices matmul max
        maximum mean median meshgrid min minimum mod modf moveaxis msort multiply nanargmax nanargmin
        nancumprod nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum
        nan_to_num nanvar ndarray ndim negative nextafter nonzero not_equal number object_ ones ones_like
        outer packbits pad percentile piecewise polyadd polyder polyint polymul polysub polyval positive
        power prod product promote_types ptp quantile rad2deg radians ravel ravel_multi_index real
        reciprocal remainder repeat reshape result_type right_shift rint roll rollaxis roots rot90 round
        row_stack save savez searchsorted select set_printoptions setdiff1d setxor1d shape sign signbit
        signedinteger sin sinc single sinh size sometrue sort sort_complex split sqrt square squeeze stack
        std subtract sum swapaxes take take_along_axis tan tanh tensordot tile trace transpose trapz tri
        tril tril_indices tril_indices_from trim_zeros triu triu_indices triu_indices_from true_divide trunc
        uint16 uint32 uint64 uint8 unique union1d unpackbits unravel_index unsignedinteger unwrap vander var
        vdot vectorize vsplit vstack where zeros zeros_like""",
    "JF": """fft fft2 fftfreq fftn fftshift hfft ifft ifft2 ifftn ifftshift ihfft irfft irfft2 irfftn rfft rfft2
        rfftfreq rfftn""",
    "JL": """cholesky cond det eig eigh eigvals eigvalsh inv lstsq matrix_power matrix_rank multi_dot norm pinv
        qr slogdet solve svd tensorinv tensorsolve""",
}
