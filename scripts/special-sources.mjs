/**
 * The special functions as text that `emit` puts into a source file: for each an expression, one line of JavaScript without
 * imports. What stdlib does for old engines is left to the engine: elementary functions are those of `Math`, the words of a
 * double are read through a DataView.
 */

import { basename } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';

const MATH = {
  exp: 'exp', expm1: 'expm1', ln: 'log', log1p: 'log1p', pow: 'pow', sqrt: 'sqrt', sin: 'sin', cos: 'cos', abs: 'abs',
  floor: 'floor', ceil: 'ceil', round: 'round', trunc: 'trunc', max: 'max', min: 'min',
}; // biome-ignore format: one line a family

const VIEW = 'const view = new DataView(new ArrayBuffer(8));';
const getWord = (offset) =>
  `${VIEW} module.exports = (x) => (view.setFloat64(0, x), view.getUint32(${offset}));`;
const setWord = (offset) =>
  `${VIEW} module.exports = (x, word) => (view.setFloat64(0, x), view.setUint32(${offset}, word), view.getFloat64(0));`;

const LEAN = {
  'number-float64-base-get-high-word': getWord(0),
  'number-float64-base-get-low-word': getWord(4),
  'number-float64-base-set-high-word': setWord(0),
  'number-float64-base-set-low-word': setWord(4),
  'number-float64-base-from-words': `${VIEW} module.exports = (high, low) => (view.setUint32(0, high), view.setUint32(4, low), view.getFloat64(0));`,
  'number-float64-base-to-words': `${VIEW}
    module.exports = (x) => (view.setFloat64(0, x), [view.getUint32(0), view.getUint32(4)]);
    module.exports.assign = (x, out, stride, offset) => (view.setFloat64(0, x), out[offset] = view.getUint32(0), out[offset + stride] = view.getUint32(4), out);`,
  'utils-define-nonenumerable-read-only-property':
    'module.exports = (object, name, value) => Object.defineProperty(object, name, { value });',
  'assert-has-generator-support': 'module.exports = () => true;',
  ...Object.fromEntries(
    Object.entries(MATH).map(([name, member]) => [
      `math-base-special-${name}`,
      `module.exports = Math.${member};`,
    ]),
  ),
};

const lean = {
  name: 'lean-special',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^@stdlib\// }, ({ path }) =>
      path.slice(8) in LEAN ? { path: path.slice(8), namespace: 'lean', sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'lean' }, ({ path }) => ({ contents: LEAN[path] }));
    // No module of a kernel does anything but define: what is not used is left out.
    onResolve({ filter: /.*/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === 'resolved' || from.kind === 'entry-point') return undefined;
      return { ...(await resolve(path, { ...from, pluginData: 'resolved' })), sideEffects: false };
    });
  },
};

/** Each function as an entry of its own. */
const entries = (root) => ({
  name: 'special-entries',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^special:/ }, ({ path }) => ({ path: path.slice(8), namespace: 'special' }));
    onLoad({ filter: /.*/, namespace: 'special' }, ({ path }) => ({
      contents: `export { ${path} } from './src/ops/kernels/special/index.ts'`,
      resolveDir: root,
    }));
  },
});

/** Marks where TypeScript has `: any`, `?: any` and, in a class, `[member: string]: any;` (`codegen/javascript.ts`). */
const [ANY, OPTIONAL, MEMBERS] = ['\u0001', '\u0002', '\u0003'];

/** Return `code` with a mark at every variable, parameter and result, so that a strict compiler takes it. */
function marked(code) {
  const file = ts.createSourceFile('bundle.js', code, ts.ScriptTarget.ES2020, true, ts.ScriptKind.JS);
  const marks = [];
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && ts.isVariableStatement(node.parent.parent))
      marks.push([node.name.end, ANY]);
    if (ts.isParameter(node))
      marks.push([
        node.name.end,
        node.initializer || node.dotDotDotToken || !ts.isIdentifier(node.name) ? ANY : OPTIONAL,
      ]);
    ts.forEachChild(node, visit);
    if (ts.isClassLike(node)) marks.push([node.members.pos, MEMBERS]);
    if (!ts.isFunctionLike(node) || ts.isConstructorDeclaration(node)) return;
    const [first] = node.parameters;
    const isBare = first !== undefined && code.startsWith('=>', first.end);
    if (isBare) marks.push([first.getStart(), '('], [first.end, `)${ANY}`]);
    else marks.push([code.indexOf(')', node.parameters.end) + 1, ANY]);
  };
  visit(file);
  return marks
    .sort(([a], [b]) => a - b)
    .reduceRight((text, [at, mark]) => text.slice(0, at) + mark + text.slice(at), code);
}

/** Return the expressions by the name of the function, and esbuild's notes on what went into them. */
export async function specialSources(root, names) {
  const { outputFiles, metafile } = await build({
    entryPoints: Object.fromEntries(names.map((name) => [name, `special:${name}`])),
    outdir: 'special',
    absWorkingDir: root,
    bundle: true,
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    format: 'iife',
    globalName: 'bundle',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'es2020',
    plugins: [entries(root), lean],
  });
  const sources = outputFiles.map(({ path, text }) => {
    const name = basename(path, '.js');
    const expression = /^var bundle=(.*);\n$/.exec(text)?.[1];
    if (expression === undefined) throw new Error(`the bundle of ${name} is no single expression`);
    return [name, marked(`${expression}.${name}`)];
  });
  return { sources: Object.fromEntries(sources), metafile };
}
