/**
 * The functions NumPy has, so that a name of NumPy's that is not available here can be told from a mistyped one. From `dir(numpy)` of
 * NumPy 2.4, and what NumPy 1.24 had besides.
 */

/** By namespace, divided by white space. */
export const NUMPY_NAMES: Readonly<Record<string, string>> = {
  __proto__: null as never,
  np: `
  abs absolute acos acosh add all allclose alltrue amax amin angle any append apply_along_axis apply_over_axes arange arccos arccosh
  arcsin arcsinh arctan arctan2 arctanh argmax argmin argpartition argsort argwhere around array array2string array_equal
  array_equiv array_repr array_split array_str asanyarray asarray asarray_chkfinite ascontiguousarray asfarray asfortranarray asin
  asinh asmatrix astype atan atan2 atanh atleast_1d atleast_2d atleast_3d average bartlett base_repr binary_repr bincount
  bitwise_and bitwise_count bitwise_invert bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor blackman block
  bmat broadcast_arrays broadcast_shapes broadcast_to busday_count busday_offset can_cast cbrt ceil choose clip column_stack
  common_type compress concat concatenate conj conjugate convolve copy copysign copyto corrcoef correlate cos cosh count_nonzero cov
  cross cumprod cumproduct cumsum cumulative_prod cumulative_sum datetime_as_string datetime_data deg2rad degrees delete diag
  diag_indices diag_indices_from diagflat diagonal diff digitize divide divmod dot dsplit dstack ediff1d einsum einsum_path empty
  empty_like equal exp exp2 expand_dims expm1 extract eye fabs fill_diagonal fix flatnonzero flip fliplr flipud float_power floor
  floor_divide fmax fmin fmod format_float_positional format_float_scientific frexp from_dlpack frombuffer fromfile fromfunction
  fromiter frompyfunc fromregex fromstring full full_like gcd genfromtxt geomspace get_include get_printoptions getbufsize geterr
  geterrcall gradient greater greater_equal hamming hanning heaviside histogram histogram2d histogram_bin_edges histogramdd hsplit
  hstack hypot i0 identity imag in1d indices info inner insert interp intersect1d invert is_busday isclose iscomplex iscomplexobj
  isdtype isfinite isfortran isin isinf isnan isnat isneginf isposinf isreal isrealobj isscalar issubdtype iterable ix_ kaiser kron
  lcm ldexp left_shift less less_equal lexsort linspace load loadtxt log log10 log1p log2 logaddexp logaddexp2 logical_and
  logical_not logical_or logical_xor logspace mask_indices matmul matrix_transpose matvec max maximum may_share_memory mean median
  meshgrid min min_scalar_type minimum mintypecode mod modf moveaxis msort multiply nan_to_num nanargmax nanargmin nancumprod
  nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar ndim negative nested_iters
  nextafter nonzero not_equal ones ones_like outer packbits pad partition percentile permute_dims piecewise place poly polyadd
  polyder polydiv polyfit polyint polymul polysub polyval positive pow power printoptions prod product promote_types ptp put
  put_along_axis putmask quantile rad2deg radians ravel ravel_multi_index real real_if_close reciprocal remainder repeat require
  reshape resize result_type right_shift rint roll rollaxis roots rot90 round row_stack save savetxt savez savez_compressed
  searchsorted select set_printoptions setbufsize setdiff1d seterr seterrcall setxor1d shape shares_memory show_config show_runtime
  sign signbit sin sinc sinh size sometrue sort sort_complex spacing split sqrt square squeeze stack std subtract sum swapaxes take
  take_along_axis tan tanh tensordot test tile trace transpose trapezoid trapz tri tril tril_indices tril_indices_from trim_zeros
  triu triu_indices triu_indices_from true_divide trunc typename union1d unique unique_all unique_counts unique_inverse
  unique_values unpackbits unravel_index unstack unwrap vander var vdot vecdot vecmat vsplit vstack where zeros zeros_like
`,
  'np.linalg': `
  cholesky cond cross det diagonal eig eigh eigvals eigvalsh inv lstsq matmul matrix_norm matrix_power matrix_rank matrix_transpose
  multi_dot norm outer pinv qr slogdet solve svd svdvals tensordot tensorinv tensorsolve test trace vecdot vector_norm
`,
  'np.fft': `
  fft fft2 fftfreq fftn fftshift hfft ifft ifft2 ifftn ifftshift ihfft irfft irfft2 irfftn rfft rfft2 rfftfreq rfftn test
`,
  'np.random': `
  BitGenerator Generator MT19937 PCG64 PCG64DXSM Philox RandomState SFC64 SeedSequence beta binomial bytes chisquare choice
  default_rng dirichlet exponential f gamma geometric get_bit_generator get_state gumbel hypergeometric laplace logistic lognormal
  logseries multinomial multivariate_normal negative_binomial noncentral_chisquare noncentral_f normal pareto permutation poisson
  power rand randint randn random random_integers random_sample ranf rayleigh sample seed set_bit_generator set_state shuffle
  standard_cauchy standard_exponential standard_gamma standard_normal standard_t test triangular uniform vonmises wald weibull zipf
`,
};
