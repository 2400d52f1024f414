/**
 * The functions NumPy and SciPy have, so that a name of theirs that is not available here can be told from a mistyped one. From
 * `dir(numpy)` of NumPy 2.4, what NumPy 1.24 had besides, and SciPy 1.17.
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
  special: `
  agm ai_zeros airy airye assoc_laguerre assoc_legendre_p assoc_legendre_p_all bdtr bdtrc bdtri bdtrik bdtrin bei bei_zeros
  beip beip_zeros ber ber_zeros bernoulli berp berp_zeros besselpoly beta betainc betaincc betainccinv betaincinv betaln
  bi_zeros binom boxcox boxcox1p btdtria btdtrib c_roots cbrt cg_roots chdtr chdtrc chdtri chdtriv chebyc chebys chebyt chebyu
  chndtr chndtridf chndtrinc chndtrix comb cosdg cosm1 cotdg dawsn digamma diric ellip_harm ellip_harm_2 ellip_normal ellipe
  ellipeinc ellipj ellipk ellipkinc ellipkm1 elliprc elliprd elliprf elliprg elliprj entr erf erf_zeros erfc erfcinv erfcx
  erfi erfinv euler eval_chebyc eval_chebys eval_chebyt eval_chebyu eval_gegenbauer eval_genlaguerre eval_hermite
  eval_hermitenorm eval_jacobi eval_laguerre eval_legendre eval_sh_chebyt eval_sh_chebyu eval_sh_jacobi eval_sh_legendre exp1
  exp10 exp2 expi expit expm1 expn exprel factorial factorial2 factorialk fdtr fdtrc fdtri fdtridfd fresnel fresnel_zeros
  fresnelc_zeros fresnels_zeros gamma gammainc gammaincc gammainccinv gammaincinv gammaln gammaln gammasgn gdtr gdtrc gdtria
  gdtrib gdtrix gegenbauer genlaguerre h1vp h2vp h_roots hankel1 hankel1e hankel2 hankel2e he_roots hermite hermitenorm huber
  hyp0f1 hyp1f1 hyp2f1 hyperu i0 i0e i1 i1e inv_boxcox inv_boxcox1p it2i0k0 it2j0y0 it2struve0 itairy iti0k0 itj0y0
  itmodstruve0 itstruve0 iv ive ivp j0 j1 j_roots jacobi jn jn_zeros jnjnp_zeros jnp_zeros jnyn_zeros js_roots jv jve jvp k0
  k0e k1 k1e kei kei_zeros keip keip_zeros kelvin kelvin_zeros ker ker_zeros kerp kerp_zeros kl_div kn kolmogi kolmogorov kv
  kve kvp l_roots la_roots laguerre lambertw legendre legendre_p legendre_p_all lmbda log1p log_expit log_ndtr log_softmax
  log_wright_bessel loggamma logit logsumexp lpmv lqmn lqn mathieu_a mathieu_b mathieu_cem mathieu_even_coef mathieu_modcem1
  mathieu_modcem2 mathieu_modsem1 mathieu_modsem2 mathieu_odd_coef mathieu_sem modfresnelm modfresnelp modstruve multigammaln
  nbdtr nbdtrc nbdtri nbdtrik nbdtrin ncfdtr ncfdtri ncfdtridfd ncfdtridfn ncfdtrinc nctdtr nctdtridf nctdtrinc nctdtrit ndtr
  ndtri ndtri_exp nrdtrimn nrdtrisd obl_ang1 obl_ang1_cv obl_cv obl_cv_seq obl_rad1 obl_rad1_cv obl_rad2 obl_rad2_cv owens_t
  p_roots pbdn_seq pbdv pbdv_seq pbvv pbvv_seq pbwa pdtr pdtrc pdtri pdtrik perm poch polygamma powm1 pro_ang1 pro_ang1_cv
  pro_cv pro_cv_seq pro_rad1 pro_rad1_cv pro_rad2 pro_rad2_cv ps_roots pseudo_huber psi radian rel_entr rgamma riccati_jn
  riccati_yn roots_chebyc roots_chebys roots_chebyt roots_chebyu roots_gegenbauer roots_genlaguerre roots_hermite
  roots_hermitenorm roots_jacobi roots_laguerre roots_legendre roots_sh_chebyt roots_sh_chebyu roots_sh_jacobi
  roots_sh_legendre round s_roots sh_chebyt sh_chebyu sh_jacobi sh_legendre shichi sici sinc sindg smirnov smirnovi softmax
  softplus spence sph_harm_y sph_harm_y_all sph_legendre_p sph_legendre_p_all spherical_in spherical_jn spherical_kn
  spherical_yn stdtr stdtridf stdtrit stirling2 struve t_roots tandg tklmbda ts_roots u_roots us_roots voigt_profile wofz
  wright_bessel wrightomega xlog1py xlogy y0 y0_zeros y1 y1_zeros y1p_zeros yn yn_zeros ynp_zeros yv yve yvp zeta zetac
`,
  stats: `
  alpha anglit arcsine argus bernoulli beta betabinom betanbinom betaprime binom boltzmann bradford burr burr12 cauchy chi
  chi2 cosine crystalball dgamma dirichlet dlaplace dpareto_lognorm dweibull erlang expon exponnorm exponpow exponweib f
  fatiguelife fisk foldcauchy foldnorm gamma gausshyper genexpon genextreme gengamma genhalflogistic genhyperbolic geninvgauss
  genlogistic gennorm genpareto geom gibrat gompertz gumbel_l gumbel_r halfcauchy halfgennorm halflogistic halfnorm hypergeom
  hypsecant invgamma invgauss invweibull invwishart irwinhall jf_skew_t johnsonsb johnsonsu kappa3 kappa4 ksone kstwo
  kstwobign landau laplace laplace_asymmetric levy levy_l levy_stable loggamma logistic loglaplace lognorm logser loguniform
  lomax matrix_normal maxwell mielke moyal multinomial multivariate_hypergeom multivariate_normal multivariate_t nakagami
  nbinom ncf nchypergeom_fisher nchypergeom_wallenius nct ncx2 nhypergeom norm norminvgauss pareto pearson3 planck poisson
  poisson_binom powerlaw powerlognorm powernorm randint rayleigh rdist recipinvgauss reciprocal rel_breitwigner rice
  semicircular skellam skewcauchy skewnorm studentized_range t trapezoid triang truncexpon truncnorm truncpareto
  truncweibull_min tukeylambda uniform vonmises vonmises_line wald weibull_max weibull_min wishart wrapcauchy yulesimon zipf
  zipfian
`,
  'scipy.linalg': `
  bandwidth basic block_diag cdf2rdf cho_factor cho_solve cho_solve_banded cholesky cholesky_banded circulant
  clarkson_woodruff_transform companion convolution_matrix coshm cosm cossin cython_blas cython_lapack decomp decomp_cholesky
  decomp_lu decomp_qr decomp_schur decomp_svd det dft diagsvd eig eig_banded eigh eigh_tridiagonal eigvals eigvals_banded
  eigvalsh eigvalsh_tridiagonal expm expm_cond expm_frechet fiedler fiedler_companion find_best_blas_type
  fractional_matrix_power funm get_blas_funcs get_lapack_funcs hadamard hankel helmert hessenberg hilbert inv invhilbert
  invpascal ishermitian issymmetric khatri_rao ldl leslie logm lstsq lu lu_factor lu_solve matfuncs matmul_toeplitz
  matrix_balance misc norm null_space ordqz orth orthogonal_procrustes pascal pinv pinvh polar qr qr_delete qr_insert
  qr_multiply qr_update qz rq rsf2csf schur signm sinhm sinm solve solve_banded solve_circulant solve_continuous_are
  solve_continuous_lyapunov solve_discrete_are solve_discrete_lyapunov solve_lyapunov solve_sylvester solve_toeplitz
  solve_triangular solveh_banded special_matrices sqrtm subspace_angles svd svdvals tanhm tanm toeplitz
`,
};
