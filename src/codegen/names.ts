/** Names in emitted source: those of the user where the language allows them, never one that means something already. */

const JS_TAKEN = (
  'arguments as async await boolean break case catch class const continue debugger default delete do else enum eval export ' +
  'extends false finally for from function get if implements import in Infinity instanceof interface let Math NaN new null ' +
  'number Number Object of package private protected public RangeError return set static string super switch symbol this ' +
  'throw true try type typeof undefined var void while with yield Array Float64Array Error untraced chunks'
).split(' ');

/** Keywords up to C23, what math.h and stdlib.h declare, a helper that conditions call, and where results go. */
const C_TAKEN = (
  'alignas alignof auto bool break case char const constexpr continue default do double else enum extern false float for ' +
  'goto if inline int long main malloc free nullptr register restrict return short signed sizeof static static_assert ' +
  'struct switch thread_local true typedef typeof typeof_unqual union unsigned void volatile while asm NULL NAN INFINITY ' +
  'HUGE_VAL acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 exp10 expm1 fabs fdim ' +
  'floor fma fmax fmin fmod frexp gamma hypot ilogb isfinite isgreater isinf isless isnan isnormal j0 j1 jn ldexp lgamma ' +
  'llrint llround log log10 log1p log2 logb lrint lround modf nan nearbyint nextafter nexttoward pow remainder remquo rint ' +
  'round scalb scalbn scalbln signbit signgam significand sin sincos sinh sqrt tan tanh tgamma trunc y0 y1 yn drem finite ' +
  'abs labs div atof atoi exit abort rand srand random qsort bsearch getenv system size_t float_t double_t linux unix ' +
  'errno index same out'
).split(' ');

/** What no name may be, by family of languages. */
export const TAKEN = { js: JS_TAKEN, c: C_TAKEN } as const;

/** Gives out names, each once. */
export class Names {
  private readonly family: keyof typeof TAKEN;
  private readonly outer: Names | undefined;
  private readonly taken = new Set<string>();
  private readonly counters: Map<string, number>;

  constructor(family: keyof typeof TAKEN, outer?: Names) {
    this.family = family;
    this.outer = outer;
    this.counters = new Map(outer?.counters);
  }

  /** Names of a block: its own end with it. */
  inner(): Names {
    return new Names(this.family, this);
  }

  /** `wanted` as the language allows it; with an underscore, or a number, where it is taken. */
  claim(wanted: string): string {
    const name = this.legal(wanted);
    if (this.take(name)) return name;
    if (!TAKEN[this.family].includes(name)) return this.numbered(name, 2);
    return this.take(`${name}_`) ? `${name}_` : this.numbered(`${name}_`, 2);
  }

  /** `wanted` and the next number that is free: t1, t2, … */
  numbered(wanted: string, first = 1): string {
    const stem = /\d$/.test(wanted) ? `${wanted}_` : wanted;
    for (let k = this.counters.get(stem) ?? first; ; k++) {
      this.counters.set(stem, k + 1);
      if (this.take(`${stem}${k}`)) return `${stem}${k}`;
    }
  }

  private legal(wanted: string): string {
    const name = wanted.replace(this.family === 'js' ? /[^\p{ID_Continue}$]/gu : /[^A-Za-z0-9_]/g, '');
    if (name === '') return 'x';
    return /^\d/.test(name) ? `_${name}` : name;
  }

  private take(name: string): boolean {
    if (this.has(name)) return false;
    this.taken.add(name);
    return true;
  }

  private has(name: string): boolean {
    return (
      this.taken.has(name) ||
      (this.outer?.has(name) ?? (TAKEN[this.family] as readonly string[]).includes(name))
    );
  }
}
