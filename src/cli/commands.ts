/**
 * The table of commands, and what the manual says of the program as a whole. The parser, the help, the manual and "did you
 * mean" read it; nothing else lists commands.
 */

import { EXIT_STATUS } from '../base/errors.ts';

export const COMMAND_NAMES = [
  'grad',
  'plot',
  'jacobian',
  'hessian',
  'hvp',
  'check',
  'run',
  'emit',
  'ops',
  'completion',
  'types',
  'man',
  'help',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** The commands that evaluate a function at points. */
export const SWEEPS = ['grad', 'plot'] as const satisfies readonly CommandName[];
export type SweepName = (typeof SWEEPS)[number];

/** The commands that differentiate one call. */
export const MATRICES = ['jacobian', 'hessian', 'hvp'] as const satisfies readonly CommandName[];

/** The commands that take the arguments of a call. */
export const CALLS = ['grad', ...MATRICES] as const satisfies readonly CommandName[];
export type CallName = (typeof CALLS)[number];

/** The commands that take a script. */
export const SCRIPTED = [
  ...SWEEPS,
  ...MATRICES,
  'check',
  'run',
  'emit',
] as const satisfies readonly CommandName[];
export type ScriptedName = (typeof SCRIPTED)[number];

export interface Example {
  readonly does: string;
  readonly line: string;
}

export interface CommandRow {
  /** What stands after the name on the command line. */
  readonly usage: string;
  /** One line, without a full stop. */
  readonly summary: string;
  readonly examples: readonly Example[];
  /** Paragraphs. */
  readonly description: readonly string[];
  /** Further sections of the manual page. */
  readonly sections?: readonly { readonly heading: string; readonly paragraphs: readonly string[] }[];
}

export const PROGRAM = 'autograd-cli';
export const PROGRAM_SUMMARY = 'exact derivatives of any order for ordinary TypeScript and JavaScript';

const SCRIPT =
  'The script is a .ts, .mts, .js or .mjs file, or - for standard input (read as TypeScript). It runs in a virtual ' +
  'machine that reaches no file outside its root, no network and no clock.';
const CHOICE =
  'The function is the export named by --export; otherwise the default export, otherwise an export named like the file, ' +
  'otherwise the only exported function.';

const ARGUMENTS =
  "--args holds the call's arguments as a JSON array: numbers, nested lists, objects; a complex number is " +
  '{"re":1,"im":2}. A list of numbers becomes an array of np; a parameter annotated as an array (number[], number[][], ' +
  'Array<…>, a tuple) gets plain arrays. Parameters that --args leaves out take their values from --param, or their defaults.';
const STRUCTURE =
  'The result is one line of JSON with schema (1), value and the derivative under the name of the command: nested lists, ' +
  'complex numbers as {"re":…,"im":…}, null for numbers that are not finite. Of several parameters in --wrt it is an object ' +
  'by their names. --format table prints arrays for a reader, --format npy writes one array for NumPy.';

export const COMMANDS = {
  grad: {
    usage: '[options] <script>',
    summary: 'the value and derivatives of a function over a range, at points or of one call',
    examples: [
      { does: 'Value and first derivative from -5 to 5, as a table', line: 'autograd-cli grad fun.ts' },
      {
        does: 'Derivatives to order 6, at 201 points, as CSV',
        line: 'autograd-cli grad fun.ts -n 6 --range -7:7/201 --csv',
      },
      {
        does: 'The second derivative alone, at three points',
        line: 'autograd-cli grad fun.ts -n 2..2 --at 0,0.5,pi/2',
      },
      {
        does: 'At the numbers in a column of a file, into another program',
        line: 'autograd-cli grad fun.ts --at @data.csv --col t --ndjson | jq .d1',
      },
      {
        does: 'Each row of a table and its derivative; k comes from a column, too',
        line: 'autograd-cli grad fun.ts --at @in.csv --bind k=gain --keep --csv',
      },
      {
        does: 'The second of four parts of a long range',
        line: 'autograd-cli grad fun.ts -r 0:1/1e6 --shard 2/4 -o part-2.csv',
      },
      {
        does: 'A figure of sin and three derivatives, from a script on standard input',
        line: "echo 'export default Math.sin' | autograd-cli grad -n 3 -o sin.svg -",
      },
      {
        does: 'The gradient of a loss by two of its arguments, which are arrays',
        line: "autograd-cli grad loss.ts --args '[[[1,2],[3,4]],[0,1]]' --wrt W,b",
      },
    ],
    description: [
      SCRIPT,
      CHOICE,
      'Its first parameter (or --wrt) varies over the points; --param fixes the others. Each row holds x, the value f and ' +
        'the derivatives d1, d2, … of the orders asked for. A function that returns an array gives a column a component.',
      'Rows appear as they are computed, in order. A result that is not finite is data: it is printed as such, with one ' +
        'warning on standard error.',
    ],
    sections: [
      {
        heading: 'POINTS',
        paragraphs: [
          'lo:hi gives the points lo + i(hi - lo)/(count - 1), both ends included; lo:hi:step gives lo + i step, and hi ' +
            'belongs to them when it is reached within 1e-9 of a step. lo is below hi, the step above 0.',
          'A number is -1.5, .5, 1e-3, pi, -2pi or 3pi/2. A divisor directly after pi belongs to the number: 0:2pi/400 ends ' +
            'at pi/200. For 400 points write 0:2pi --samples 400.',
          'A file of points holds a number a line, or CSV (RFC 4180), or TSV. Its first line is a header if it holds no ' +
            'number. Blank lines do not count. Points are read as they come, so a pipe may be endless. In a list and in a ' +
            'file nan, inf and -inf are numbers too.',
        ],
      },
      {
        heading: 'PIPELINES',
        paragraphs: [
          'With --keep rows hold the columns of the input, their text unchanged, followed by f,d1 and so on. Columns of an input ' +
            'without a header are called c0, c1 and so on, the one of the points x. --bind gives another parameter a column of ' +
            'its own; derivatives are with respect to the one that varies.',
          '--shard i/n leaves every n-th point, the first being the i-th. Shards have no point in common, and all together have ' +
            'every point. Each begins with the header unless --no-header is given.',
        ],
      },
      { heading: 'ARGUMENTS', paragraphs: [ARGUMENTS, STRUCTURE] },
      {
        heading: 'RESULTS',
        paragraphs: [
          'CSV and TSV begin with the header x,f,d1,d2 and hold nan, inf and -inf for numbers that are not finite. The ' +
            'columns of a function that returns an array are f[0],f[1] and so on, then d1[0],d1[1] and so on.',
          'JSON is one object with schema (1), script, export, order, columns, rows and warnings; NDJSON is an object a ' +
            'line. Both hold null for numbers that are not finite. npy is one matrix of doubles with a row a point.',
          'Every number but those of tables is the shortest text that reads back as the same double, -0 included.',
        ],
      },
    ],
  },
  plot: {
    usage: '[options] <script>',
    summary: 'the same curves, drawn; short for grad --plot',
    examples: [
      { does: 'A function and its derivative from -5 to 5', line: 'autograd-cli plot fun.ts' },
      {
        does: 'The first three derivatives over a period',
        line: 'autograd-cli plot fun.ts -n 1..3 --range 0:2pi',
      },
      {
        does: 'A figure for a paper',
        line: 'autograd-cli plot fun.ts -n 2 -o fun.svg --width 800 --height 500',
      },
      {
        does: 'For a terminal or a log without Unicode',
        line: 'autograd-cli plot fun.ts --ascii --width 72 --height 15',
      },
    ],
    description: [
      'Draws the value and the derivatives with one colour an order, as wide as the terminal unless --width says ' +
        'otherwise. A curve is interrupted where it is not finite, at poles and where the function takes another path.',
      SCRIPT,
      CHOICE,
      'What grad says of points holds here too.',
    ],
  },
  jacobian: {
    usage: '--args <json> [options] <script>',
    summary: 'the matrix of first derivatives of a function of arrays',
    examples: [
      { does: 'All derivatives of all results', line: "autograd-cli jacobian fun.ts --args '[[1,2,3]]'" },
      {
        does: 'By the second parameter, the arguments from a file, into NumPy',
        line: 'autograd-cli jacobian fun.ts --args @args.json --wrt 1 -o jacobian.npy',
      },
    ],
    description: [
      'Calls the function once. An array of shape s as result and one of shape t as argument make a Jacobian of shape s + t; ' +
        'of an argument that is a list or an object each number of the result has a derivative of its structure.',
      SCRIPT,
      CHOICE,
    ],
    sections: [{ heading: 'ARGUMENTS', paragraphs: [ARGUMENTS, STRUCTURE] }],
  },
  hessian: {
    usage: '--args <json> [options] <script>',
    summary: 'the matrix of second derivatives of a function of arrays',
    examples: [
      {
        does: 'All second derivatives, to look at',
        line: "autograd-cli hessian fun.ts --args '[[1,2,3]]' --format table",
      },
      {
        does: 'The four blocks of two parameters, the third one fixed',
        line: "autograd-cli hessian fun.ts --args '[[1,2],3]' --wrt x,y -p scale=2",
      },
    ],
    description: [
      'Calls the function once. An argument of shape s makes a Hessian of shape s + s. It is exactly symmetric: both orders of ' +
        'differentiation are averaged where they differ by rounding.',
      SCRIPT,
      CHOICE,
    ],
    sections: [{ heading: 'ARGUMENTS', paragraphs: [ARGUMENTS, STRUCTURE] }],
  },
  hvp: {
    usage: '--args <json> --vector <json> [options] <script>',
    summary: 'the product of the Hessian and a vector, without the matrix',
    examples: [
      {
        does: 'Second derivatives along a direction',
        line: "autograd-cli hvp fun.ts --args '[[1,2,3]]' --vector '[1,0,0]'",
      },
      {
        does: 'Both from files',
        line: 'autograd-cli hvp fun.ts --args @args.json --vector @direction.json',
      },
    ],
    description: [
      'Calls the function once. The vector has the structure of the argument that varies, and so has the product; of several ' +
        'parameters in --wrt it is an object by their names, or a list in their order.',
      SCRIPT,
      CHOICE,
    ],
    sections: [{ heading: 'ARGUMENTS', paragraphs: [ARGUMENTS, STRUCTURE] }],
  },
  check: {
    usage: '[options] <script...>',
    summary: 'prove or refute derivatives: hand-written ones, and those of this program',
    examples: [
      { does: 'All that a script has to check', line: 'autograd-cli check loss.ts' },
      {
        does: 'A hand-written second derivative against the exact one',
        line: 'autograd-cli check fun.ts --export f --against d2f -n 2 --range 0:1',
      },
      {
        does: 'A gradient of arrays, at one call',
        line: "autograd-cli check loss.ts --against lossGrad --args '[[0.1,0.2,0.3]]'",
      },
      {
        does: 'Everything in a project, for a build: a report for people, one for machines',
        line: "autograd-cli check 'src/*.ts' --reporter pretty --reporter junit=a.xml",
      },
    ],
    description: [
      'What is checked of a script: the entries of its export checks; else with --against that export, as the derivative of the ' +
        'chosen function; else pairs by their names (f with df, dF, f_grad, fGrad, gradF or f_prime), and every other exported function ' +
        'of one number.',
      'A hand-written derivative is compared with the exact one. A function without one has its exact derivatives compared with ' +
        'what shares no code with them: reverse and forward mode, differences of values with their own error bar, the complex ' +
        'step where the function computes with complex numbers. Rules of operations made by primitive are checked so, too.',
      SCRIPT,
    ],
    sections: [
      {
        heading: 'THE EXPORT CHECKS',
        paragraphs: [
          'An array of objects { f, df, order, range, at, samples, rtol, atol, name }, of which only f is needed. range is ' +
            '[lo, hi] or a text as for --range; at is a list of points, each the first argument itself (a number, an array, an ' +
            'object) or { args: […] } for several. Without at, points are drawn from the range.',
          'A hand-written derivative is by the first argument or by what --wrt names. It may be by several: then it returns a list ' +
            'of the derivatives by each, or an object by the parameters’ names.',
        ],
      },
      {
        heading: 'POINTS',
        paragraphs: [
          'As many as --samples says, drawn uniformly from --seed; then both ends of the range, 0, 1 and -1 if they belong to it, ' +
            'and both sides of each place where the function takes another path. An array has no range: give points in checks, ' +
            'or one call with --args.',
        ],
      },
      {
        heading: 'VERDICTS',
        paragraphs: [
          'Two numbers agree if |expected - actual| is at most atol + rtol |expected|. At a kink or a jump every value between the ' +
            'one-sided ones is accepted. Where a value is not finite nothing is compared, and a warning says so.',
          'A derivative passes, fails, or the check is inconclusive: the error bar of the reference is wider than the ' +
            'tolerance, or the points are kinks. A derivative that is zero everywhere, and a check of nothing, are warnings.',
          'The status is 1 if a derivative is wrong, whatever else happened; else, if a script could not be checked, it is that of ' +
            'its error, the greatest of several; else 0. With --strict warnings and inconclusive checks make a 0 a 1.',
          'A function that reads what it itself changes (a counter, a cache) is warned about, and nothing that differs counts ' +
            'as wrong.',
        ],
      },
      {
        heading: 'REPORT FORMATS',
        paragraphs: [
          'JSON is one object with schema (1), results, failures and warnings. A result has script, name, order, verdict, points, ' +
            'worst (with x, expected, actual, error, relative and bound, or null), reason, file, line, column, command, warnings and ' +
            'seconds.',
          'junit is XML with a suite a script and a test case a derivative, inconclusive ones skipped. tap is version 14 with YAML ' +
            'diagnostics. github is workflow commands that annotate lines of a pull request; without --reporter it follows the pretty ' +
            'report where GITHUB_ACTIONS is true. sarif is SARIF 2.1.0 for code scanning, with the rules grad/mismatch, ' +
            'grad/inconclusive, grad/warning and grad/error.',
          'Several reports may be written at once, at most one of them to standard output. A file appears when it is complete.',
        ],
      },
    ],
  },
  run: {
    usage: '[options] <script>',
    summary: 'run a script as a program: training loops, console.log, plots',
    examples: [
      { does: 'Run a program and show what it prints', line: 'autograd-cli run train.ts' },
      {
        does: 'With another seed and an hour of time',
        line: 'autograd-cli run train.ts --seed 1 --timeout 60m',
      },
      { does: 'With its figure as a file', line: 'autograd-cli run train.ts -o losses.svg' },
      { does: 'Keep what it prints, watch its notes', line: 'autograd-cli run train.ts > losses.txt' },
    ],
    description: [
      'Runs the module to its end. console.log and console.table print to standard output, console.error and ' +
        'console.warn to standard error. An error that the script does not catch ends it with status 3.',
      'plot and image of autograd-cli/plot draw on standard output when the script calls show, or at its end; savefig keeps a ' +
        'figure for the file of --output, which otherwise holds the last one. minimize and the optimizers of ' +
        'autograd-cli/optimizers show on standard error how far they are, on a terminal only.',
      SCRIPT,
      'Math.random and np.random begin at --seed once, at the start.',
    ],
  },
  emit: {
    usage: '--lang <language> [options] <script>',
    summary: 'the derivatives as source in TypeScript, JavaScript or C that depends on nothing',
    examples: [
      { does: 'The value and first derivative in TypeScript', line: 'autograd-cli emit fun.ts --lang ts' },
      {
        does: 'Derivatives to order 3 for a C program, of all paths from 0 to 10',
        line: 'autograd-cli emit fun.ts -n 3 --range 0:10/201 -o fun.c',
      },
      {
        does: 'Value and gradient of a function of arrays, for arrays of these shapes',
        line: "autograd-cli emit loss.ts --args '[[0,0],[[1,2],[3,4]]]' --lang ts",
      },
      {
        does: 'With one parameter fixed; others without a value stay parameters',
        line: 'autograd-cli emit fun.ts -p k=0.5 --lang js',
      },
    ],
    description: [
      'Writes a function of the same name that returns [f, d1, …] for the orders asked for; in C void name(double x, double ' +
        '*out). An array or object that the function returns keeps its structure; in C its numbers follow one another, in the ' +
        'order of the columns of grad. Where a name is taken in the language (tanh in C), an underscore follows it.',
      'The source holds the paths that the function takes at --range or --at: loops are unrolled, decisions are kept. Where ' +
        'another path would be taken it throws a RangeError; in C all results are NaN.',
      'Parameters that --param fixes, and those with a default, are constants. Others stay parameters of the emitted ' +
        'function: they are traced at 1, or with --bind at the columns of --at @file.',
      'With --args the function is traced at this one call: its arrays are parameters of these shapes, and [f, gradient] is ' +
        'returned, the gradient by --wrt. Sums, products, elementwise functions, indices and reshapings are written as loops; ' +
        'what needs more (decompositions, sorting, FFT, complex numbers) is refused at its place in the script.',
      'Special functions go along. C has fewer of them: erf, gamma, digamma, Bessel functions and their kin, not the inverse ' +
        'of erf, the incomplete gamma and beta functions and modified Bessel functions.',
      SCRIPT,
      CHOICE,
    ],
  },
  ops: {
    usage: '[--json]',
    summary: 'list every function that a script may call, and its derivatives',
    examples: [
      { does: 'What there is of linear algebra', line: "autograd-cli ops | grep '^np.linalg'" },
      { does: 'Names of all functions', line: "autograd-cli ops --json | jq -r '.ops[].name'" },
    ],
    description: [
      'A line a function: its name, the modes of differentiation that go through it, what it is, and its derivative at special ' +
        'points (by the first argument that varies). A function without modes is constant where it does not step: its derivative ' +
        'is zero.',
      'JSON is one object with schema (1) and ops, a list of objects with name, call, doc, modes and points, each with at and ' +
        'derivative.',
    ],
  },
  completion: {
    usage: '<shell>',
    summary: 'print the completion script for bash, zsh or fish',
    examples: [
      { does: 'In bash, for this session', line: 'source <(autograd-cli completion bash)' },
      {
        does: 'In zsh, from the next session on',
        line: 'autograd-cli completion zsh > ~/.zfunc/_autograd-cli',
      },
      { does: 'In fish, for this session', line: 'autograd-cli completion fish | source' },
    ],
    description: [
      'The script completes commands, options, their values and files. It is static text and never calls the program. For zsh, put ' +
        'its folder into fpath before compinit; fish reads ~/.config/fish/completions/autograd-cli.fish.',
    ],
  },
  types: {
    usage: '[--help]',
    summary: 'print the tsconfig.json that gives editors the types of scripts',
    examples: [{ does: 'For scripts in a folder of their own', line: 'autograd-cli types > tsconfig.json' }],
    description: [
      'For scripts that lie in no project with this package: with the file beside them, editors and tsc know np, scipy, grad and ' +
        'the rest, imported or global, and arithmetic on arrays. Its paths are those of this installation.',
    ],
  },
  man: {
    usage: '[command]',
    summary: 'print the manual page of the program or of a command',
    examples: [{ does: 'The manual page of grad, a screen at a time', line: 'autograd-cli man grad | less' }],
    description: [
      'Prints a manual page as plain text. The same pages are installed for man(1) where the package manager does that.',
    ],
  },
  help: {
    usage: '[command]',
    summary: 'show how the program or a command is used',
    examples: [{ does: 'The options of plot', line: 'autograd-cli help plot' }],
    description: ['The same as --help.'],
  },
} as const satisfies Record<CommandName, CommandRow>;

export const EXIT_STATUSES: readonly (readonly [status: number, meaning: string])[] = [
  [0, 'done; a result that is not finite is data, with one warning'],
  [EXIT_STATUS.E_CHECK, 'a derivative that check found wrong; a warning under --strict'],
  [
    EXIT_STATUS.E_USAGE,
    'wrong usage: a bad option, range or order, a file that is missing or unreadable, no or several functions to choose ' +
      'from, a parameter without a value',
  ],
  [
    EXIT_STATUS.E_SCRIPT,
    'the script is at fault: syntax, an import that cannot be had, it throws, it returns something that is no number, ' +
      'recursion without end, a derivative where none exists',
  ],
  [EXIT_STATUS.E_LIMIT, 'a limit was hit: time, memory, size, number of points'],
  [EXIT_STATUS.E_INTERNAL, 'a bug of this program'],
  [EXIT_STATUS.E_INTERRUPT, 'interrupted'],
];

/** What the environment changes. */
export const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ['NO_COLOR', 'no colour, if it is set and not empty'],
  ['FORCE_COLOR', 'colour even in a pipe: 1 for 16 colours, 2 for 256, 3 for all; 0 or false for none'],
  ['AUTOGRAD_CLI_DEBUG', 'if set, a bug of this program is reported with its stack'],
];

export function isCommand(name: string): name is CommandName {
  return (COMMAND_NAMES as readonly string[]).includes(name);
}

export function isSweep(name: string): name is SweepName {
  return (SWEEPS as readonly string[]).includes(name);
}

export function isCall(name: string): name is CallName {
  return (CALLS as readonly string[]).includes(name);
}

export function isScripted(name: string): name is ScriptedName {
  return (SCRIPTED as readonly string[]).includes(name);
}
