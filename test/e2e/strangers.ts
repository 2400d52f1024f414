/** Scripts as strangers write them: every one a way of programming that the tool was not built around. */

/** A script whose export `f` is smooth within a few hundredths of the points. */
export interface Stranger {
  readonly name: string;
  readonly source: string;
  readonly at: readonly number[];
}

export const STRANGERS: readonly Stranger[] = [
  {
    name: 'an ODE whose state is an object with methods and accessors',
    at: [0.6, 1.3],
    source: `
      class Body {
        static count = 0;
        private trail: number[] = [];
        constructor(public position: number, protected _velocity: number, readonly mass = 2) { Body.count += 1; }
        get velocity(): number { return this._velocity; }
        set velocity(value: number) { this._velocity = value; }
        get energy(): number { return (this.mass * this.velocity ** 2) / 2 + 3 * this.position ** 2; }
        step(h: number): this {
          this.velocity -= (h * 6 * this.position) / this.mass + h * 0.1 * this.velocity * Math.sqrt(1 + this.velocity ** 2);
          this.position += h * this.velocity;
          this.trail.push(this.position);
          return this;
        }
        length(): number { return this.trail.reduce((sum, b, i) => sum + (i > 0 ? (b - this.trail[i - 1]) ** 2 : 0), 0); }
      }
      export function f(x: number): number {
        const body = new Body(0.2, x);
        for (let i = 0; i < 40; i++) body.step(0.02).step(0.01);
        return body.energy + body.length();
      }`,
  },
  {
    name: 'Romberg integration with a memo table of rows',
    at: [0.5, 1.7, 2.4],
    source: `
      function romberg(g: (t: number) => number, a: number, b: number, tolerance = 1e-9): number {
        const rows: number[][] = [];
        for (let n = 0; n < 12; n++) {
          const row: number[] = (rows[n] = new Array(n + 1));
          const m = 2 ** n, h = (b - a) / m;
          row[0] = n === 0 ? (h / 2) * (g(a) + g(b)) : rows[n - 1][0] / 2;
          for (let k = 1; n > 0 && k < m; k += 2) row[0] += h * g(a + k * h);
          for (let j = 1, p = 4; j <= n; j++, p *= 4) row[j] = (p * row[j - 1] - rows[n - 1][j - 1]) / (p - 1);
          if (n > 5 && Math.abs(row[n] - rows[n - 1][n - 1]) < tolerance) return row.at(-1)!;
        }
        return rows.at(-1)!.at(-1)!;
      }
      export const f = (x: number): number => romberg((t) => Math.exp(-t * t * x) * Math.cos(t), 0, x);`,
  },
  {
    name: 'a determinant by elimination with pivots in nested arrays',
    at: [-1.2, 0.3, 2.1],
    source: `
      const det = (input: number[][]): number => {
        const a = input.map((row) => [...row]);
        let sign = 1, result = 1;
        for (let i = 0; i < a.length; i++) {
          let pivot = i;
          for (let r = i + 1; r < a.length; r++) if (Math.abs(a[r][i]) > Math.abs(a[pivot][i])) pivot = r;
          if (pivot !== i) { [a[i], a[pivot]] = [a[pivot], a[i]]; sign = -sign; }
          if (a[i][i] === 0) return 0;
          result *= a[i][i];
          for (let r = i + 1; r < a.length; r++) {
            const q = a[r][i] / a[i][i];
            for (let c = i; c < a.length; c++) a[r][c] -= q * a[i][c];
          }
        }
        return sign * result;
      };
      export default {};
      export function f(x: number) {
        const matrix = Array.from({ length: 5 }, (_, i) =>
          Array.from({ length: 5 }, (_, j) => (i === j ? x : Math.sin(i + 2 * j + x * (i - j) * 0.1))));
        return det(matrix);
      }`,
  },
  {
    name: 'a series out of generators, cut by another generator',
    at: [0.4, 1.1],
    source: `
      function* naturals(from = 0): Generator<number, void, unknown> { for (let n = from; ; n++) yield n; }
      function* terms(x: number) {
        let term = 1;
        for (const n of naturals(1)) { yield term; term *= x / n; }
      }
      function* take<T>(n: number, source: Iterable<T>) {
        for (const item of source) { if (n-- <= 0) return; yield item; }
      }
      export function f(x: number): number {
        let sum = 0;
        for (const term of take(25, terms(x))) sum += term;
        const [a, , b, ...rest] = take(6, terms(-x));
        return sum + a * b + rest.length * rest[0]!;
      }`,
  },
  {
    name: 'bisection and then Newton inside the function, with labelled loops',
    at: [2.3, 7.5],
    source: `
      export function f(x: number): number {
        const g = (y: number) => y ** 3 + y - x;
        let [lo, hi] = [0, x];
        search: for (;;) {
          for (let k = 0; k < 10; k++) {
            const middle = (lo + hi) / 2;
            if (g(middle) > 0) hi = middle; else lo = middle;
            if (hi - lo < 1e-3) break search;
            if (k % 2) continue search;
          }
        }
        let y = lo;
        do { var step = g(y) / (3 * y * y + 1); y -= step; } while (Math.abs(step) > 1e-9);
        for (let i = 0; i < 3; i++) y -= g(y) / (3 * y * y + 1);
        return y;
      }`,
  },
  {
    name: 'complex numbers of a hand-made class with valueOf and toString',
    at: [0.3, 1.4],
    source: `
      class Complex {
        constructor(public re = 0, public im = 0) {}
        static from({ re = 0, im = 0 }: Partial<Complex> = {}) { return new Complex(re, im); }
        plus(o: Complex) { return new Complex(this.re + o.re, this.im + o.im); }
        times(o: Complex) { return new Complex(this.re * o.re - this.im * o.im, this.re * o.im + this.im * o.re); }
        valueOf() { return Math.hypot(this.re, this.im); }
        toString() { return \`\${this.re} + \${this.im}i\`; }
        get [Symbol.toStringTag]() { return 'Complex'; }
      }
      export function f(x: number): number {
        const c = Complex.from({ re: x / 4, im: 0.3 });
        let z = new Complex();
        for (let i = 0; i < 6; i++) z = z.times(z).plus(c);
        const text = String(c);
        const size = (z as any) * 2;
        return size + +(c as any) + Number(c) + Math.exp(c as any) + ((c as any) + 1) + text.length * 0 + ((z as any) > 100 ? 1 : 0);
      }`,
  },
  {
    name: 'text that is built on the way and looked up in a Map',
    at: [0.7, 1.9],
    source: `
      export function f(x: number): number {
        const operators = new Map<string, (a: number, b: number) => number>([
          ['+', (a, b) => a + b], ['-', (a, b) => a - b], ['*', (a, b) => a * b], ['/', (a, b) => a / b]]);
        let program = '';
        for (let i = 0; i < 5; i++) program += \`\${i ? ' ' : ''}x \${i + 1} \${'+-*/'[i % 4]}\`;
        const stack: number[] = [1];
        for (const token of program.split(' ')) {
          const operator = operators.get(token);
          if (operator) { const b = stack.pop()!, a = stack.pop()!; stack.push(operator(a, b)); }
          else stack.push(token === 'x' ? x : Number(token));
        }
        return stack.reduce((a, b) => a * 0.5 + b, 0) + Math.sin(stack.at(-1)!);
      }`,
  },
  {
    name: 'a Map as cache inside, keyed by text and by number',
    at: [1.2, 3.3],
    source: `
      export function f(x: number): number {
        const cache = new Map<number | string, number>();
        const bell = (n: number, y: number): number => {
          const key = \`\${n}/\${y === x}\`;
          if (!cache.has(key)) cache.set(key, n < 2 ? y : bell(n - 1, y) + (n - 1) * bell(n - 2, y) * 0.3);
          return cache.get(key)!;
        };
        cache.set(x, 2 * x);
        return bell(12, x) * 1e-3 + cache.get(x)! * [...cache.values()].length + Math.max(...cache.values()) * 1e-4;
      }`,
  },
  {
    name: 'destructuring with defaults, nested and computed keys, rest and spread',
    at: [-0.8, 1.5],
    source: `
      const key = 'scale';
      interface Options { scale?: number; offset?: { x?: number; y?: number }; list?: number[]; }
      const model = (t: number, { [key]: s = t * 2, offset: { x = 1, y = x * t } = {}, list: [a = 3, ...more] = [t, t ** 2, 5] }: Options = {}) =>
        s * x + y * a + more.reduce((sum, m) => sum + m, 0);
      export function f(x: number, ...others: number[]): number {
        const options = { ...{ scale: x }, offset: { y: Math.exp(x) } };
        const { scale, ...rest } = options;
        let p = x, q = 1;
        [p, q] = [q + p, p];
        ({ p, q } = { p: q * p, q: p });
        return model(x) + model(x, options) + model(p, rest) * q + others.length;
      }`,
  },
  {
    name: 'arrays sorted by traced keys, filtered, flattened and reduced',
    at: [1.2, 2.2],
    source: `
      export function f(x: number): number {
        const items = Array.from({ length: 7 }, (_, i) => ({ i, key: Math.sin(3 * i + x), weight: i * x }));
        const sorted = items.sort((a, b) => a.key - b.key);
        const median = sorted[3].key;
        const kept = sorted.filter(({ key }) => key > 0).flatMap(({ key, weight }) => [key, weight]);
        const plain = [x, 0.5, x * x, -x].sort((a, b) => b - a);
        const found = items.findIndex((item) => item.key === median);
        return median + kept.reduce((p, c, i) => p + c / (i + 1), 0) + plain[1] * 2 - plain[3]
          + [[x], [[x * 2]]].flat(2).reduce((a, b) => a * b) + found + plain.indexOf(x) + (plain.includes(x) ? x : 0);
      }`,
  },
  {
    name: 'recursion with a memo object, closures and a counter',
    at: [0.9, 1.8],
    source: `
      const counter = () => { let n = 0; return { tick: () => ++n, get total() { return n; } }; };
      export const f = (x: number): number => {
        const calls = counter();
        const memo: Record<number, number> = { 0: 1, 1: x };
        const legendre = (n: number): number => {
          calls.tick();
          return (memo[n] ??= ((2 * n - 1) * x * legendre(n - 1) - (n - 1) * legendre(n - 2)) / n);
        };
        const compose = (...gs: ((y: number) => number)[]) => (y: number) => gs.reduceRight((v, g) => g(v), y);
        return legendre(8) * 0.01 + compose(Math.sqrt, (y) => y * y + calls.total, Math.log1p)(x);
      };`,
  },
  {
    name: 'loops that end at Number.EPSILON, with compound assignments everywhere',
    at: [0.8, 3.1],
    source: `
      export function f(x: number): number {
        const acc = { sum: 0, term: 1, n: 0, parts: [0, 0] };
        while (Math.abs(acc.term) > Number.EPSILON * Math.abs(acc.sum)) {
          acc.sum += acc.term;
          acc.parts[acc.n & 1] += acc.term;
          acc.term *= -x / ++acc.n;
        }
        let y = x;
        y **= 2; y -= 1; y /= 3; y *= acc.parts[0]; y %= 1e6;
        let z: number | undefined; z ??= y; z ||= 1; z &&= z + 1;
        return acc.sum + z + (acc.parts[1] -= x++, acc.parts[1]) + x-- + -(-x);
      }`,
  },
  {
    name: 'try, catch and finally around a function that throws',
    at: [0.5, 1.5],
    source: `
      class DomainError extends Error { constructor(readonly value: number, options?: ErrorOptions) { super('at ' + value.toFixed(2), options); this.name = 'DomainError'; } }
      const root = (y: number): number => { if (y < 0) throw new DomainError(y); return Math.sqrt(y); };
      export function f(x: number): number {
        let steps = 0, total = 0;
        for (const shift of [0, 1, 2]) {
          try { total += root(x - shift); }
          catch (error) { if (!(error instanceof DomainError)) throw error; total += error.value ** 2; }
          finally { steps++; }
        }
        const g = () => { try { return x * x; } finally { total += x; } };
        return total + g() * steps + total;
      }`,
  },
  {
    name: 'Float64Array with set, subarray, fill, copyWithin and a view',
    at: [0.4, 1.6],
    source: `
      export function f(x: number): number {
        const grid = new Float64Array(12).fill(x, 2, 5);
        grid.set([x * x, 1, Math.sin(x)], 6);
        const view = grid.subarray(4, 9);
        view[0] *= 3; view[1] = x ** 3;
        grid.copyWithin(9, 6, 8);
        for (let sweep = 0; sweep < 3; sweep++)
          for (let i = 1; i < grid.length - 1; i++) grid[i] += 0.1 * (grid[i - 1] - 2 * grid[i] + grid[i + 1]);
        const copy = Float64Array.from(grid, (g, i) => g * (i + 1));
        return grid.reduce((a, b) => a + b * b, 0) + copy.slice(-3).reverse()[0] + Math.max(...view) + [...grid.entries()].length
          + Float64Array.of(x, 2)[0] + grid.at(-2)! + grid.map((g) => g * g).indexOf(-1);
      }`,
  },
  {
    name: 'spread into Math.max, Math.min and Math.hypot',
    at: [0.2, 1.3],
    source: `
      export function f(x: number): number {
        const xs = [x, x ** 2, Math.cos(x), 0.1];
        const softmax = xs.map((y) => Math.exp(y - Math.max(...xs)));
        const total = softmax.reduce((a, b) => a + b);
        return Math.hypot(...xs) + Math.min(...xs, -x * 5) + softmax.map((s) => s / total).reduce((e, p) => e - p * Math.log(p), 0)
          + Math.max.apply(null, xs.slice(0, 2)) + Math.atan2(...([x, 2] as [number, number])) + Math.cbrt(x) + Math.pow(...([x, 2.5] as const));
      }`,
  },
  {
    name: 'switch (true), the comma, void, nullish chains, bits of indexes and enums',
    at: [0.5, 1.5, 2.5],
    source: `
      enum Zone { Low, Middle = 5, High }
      const enum Weight { A = 2, B = A * 3 }
      const Tables: { gain?: { [zone: string]: number | undefined } } = { gain: { Low: 1, Middle: 2 } };
      const zoneOf = (x: number): Zone => { switch (true) { case x < 1: return Zone.Low; case x < 2: return Zone.Middle; default: return Zone.High; } };
      export function f(x: number): number {
        const zone = zoneOf(x);
        const gain = Tables.gain?.[Zone[zone]] ?? -x;
        let bits = 0;
        for (let i = 0; i < 8; i++) bits |= +(Math.floor(x * 4) > i) << i;
        switch (zone) { case Zone.Low: x += 1; case Zone.Middle: x *= x; break; default: x = 1 / x; }
        return (void 0 ?? gain) * x ** Weight.B * 0.01 + (bits, x) + ((bits >> 2) & 3) + ~~bits * 0 + (x > 0 && x) + (x < 0 || Math.tanh(x));
      }`,
  },
  {
    name: 'a linked list, Symbol.iterator, WeakMap, Set and private state',
    at: [0.6, 1.7],
    source: `
      const marks = new WeakMap<object, string>();
      class List implements Iterable<number> {
        #head?: { value: number; next?: any };
        static readonly empty = Object.freeze(new List());
        cons(value: number) { const list = new List(); list.#head = { value, next: this.#head }; marks.set(list, 'made'); return list; }
        *[Symbol.iterator]() { for (let at = this.#head; at; at = at.next) yield at.value; }
        has(list: object) { return #head in list; }
      }
      export function f(x: number): number {
        let list: List = List.empty;
        for (let i = 1; i <= 6; i++) list = list.cons(x ** i / i);
        const distinct = new Set<number>([...list, x, 1]);
        const { length } = [...distinct];
        return Array.from(list).reduce((a, b) => b - a, x) + length + (marks.get(list) === 'made' ? x : 0) + Math.sign(x) + +list.has(list)
          + Object.entries({ a: x, b: 2 * x }).map(([k, v]) => v * k.charCodeAt(0)).reduce((a, b) => a + b) + Object.values({ x }).length;
      }`,
  },
  {
    name: 'a Monte Carlo sum of seeded random numbers',
    at: [0.5, 1.5],
    source: `
      export function f(x: number): number {
        let seed = 42;
        const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
        let sum = 0;
        for (let i = 0; i < 50; i++) { const u = next(); sum += u < 0.5 ? Math.exp(-x * u) : x * u ** 2; }
        return sum / 50;
      }`,
  },
  {
    name: 'a cubic spline through traced values, its interval found by a while loop',
    at: [0.37, 1.62],
    source: `
      interface Knot { readonly t: number; readonly y: number; }
      type Spline = (t: number) => number;
      function spline(knots: ReadonlyArray<Knot>): Spline {
        const n = knots.length - 1;
        const h = knots.slice(1).map((k, i) => k.t - knots[i].t);
        const m: number[] = Array(n + 1).fill(0), c: number[] = [], d: number[] = [];
        for (let i = 1; i < n; i++) {
          const r = 6 * ((knots[i + 1].y - knots[i].y) / h[i] - (knots[i].y - knots[i - 1].y) / h[i - 1]);
          const w = 2 * (h[i - 1] + h[i]) - (i > 1 ? h[i - 1] * c[i - 1] : 0);
          c[i] = h[i] / w;
          d[i] = (r - (i > 1 ? h[i - 1] * d[i - 1] : 0)) / w;
        }
        for (let i = n - 1; i >= 1; --i) m[i] = d[i] - c[i] * m[i + 1];
        return (t) => {
          let k = 0;
          while (k < n - 1 && t > knots[k + 1].t) k++;
          const [a, b] = [knots[k + 1].t - t, t - knots[k].t];
          return (m[k] * a ** 3 + m[k + 1] * b ** 3) / (6 * h[k]) + (knots[k].y / h[k] - (m[k] * h[k]) / 6) * a + (knots[k + 1].y / h[k] - (m[k + 1] * h[k]) / 6) * b;
        };
      }
      export function f(x: number): number {
        const through = spline([0, 0.5, 1, 1.5, 2].map((t): Knot => ({ t, y: Math.cos(t * x) })));
        return through(x) + through(0.75);
      }`,
  },
  {
    name: 'tagged templates, JSON of constants, regular expressions, Object.assign and getters',
    at: [0.5, 1.2],
    source: `
      const sum = (strings: TemplateStringsArray, ...values: number[]) => values.reduce((a, v, i) => a + v * (strings[i + 1]!.length + 1), 0);
      const table = JSON.parse('{"a": [1, 2.5], "b": {"c": -3}}') as { a: number[]; b: { c: number } };
      const numbers = ('1,2;3'.match(/\\d+/g) ?? []).map(Number);
      export function f(x: number): number {
        const o = Object.assign(Object.create({ twice() { return 2 * this.x; } }), { x, get square() { return x * x; } });
        return sum\`a\${x}bb\${x * x}\` + table.a[1]! * x + table.b.c * o.square + o.twice() * numbers[2]! + ('x' in o ? x : 0) + (delete o.x ? 1 : 0);
      }`,
  },
  {
    name: 'mutual recursion, arguments, new.target, function properties, call and bind',
    at: [0.6, 1.4],
    source: `
      function isOdd(n: number): boolean { return n === 0 ? false : isEven(n - 1); }
      function isEven(n: number): boolean { return n === 0 ? true : isOdd(n - 1); }
      function Point(this: any, x: number) { if (!new.target) return new (Point as any)(x); this.x = x; this.norm = function (this: any) { return Math.abs(this.x); }; }
      function total() { let t = 0; for (let i = 0; i < arguments.length; i++) t += arguments[i] * (isEven(i) ? 1 : -1); return t; }
      total.bias = 0.25;
      export function f(x: number): number {
        const p = (Point as any)(x - 1);
        const scaled = function (this: { s: number }, y: number) { return this.s * y; }.bind({ s: x });
        return p.norm() + (total as any)(x, 2 * x, x ** 2, 4) + total.bias + scaled(3) + scaled.call(null as any, x) + Math.exp.apply(null, [x] as [number])
          + ((y) => y * y)(x) + eval1('x');
        function eval1(_: string) { return x; }
      }`,
  },
];
