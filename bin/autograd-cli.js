#!/usr/bin/env node
// Starts the virtual machine's worker before anything else is loaded, where the command will need it: it boots while the
// command line is read. Then hands over to the program.

'use strict';

const [command, ...args] = process.argv.slice(2);
const runsScript = ['grad', 'plot', 'jacobian', 'hessian', 'hvp', 'check', 'run', 'emit'].includes(command);
const onlyTells = args.length === 0 || ['-h', '--help', '--version'].some((option) => args.includes(option));
const worker = runsScript && !onlyTells ? require('../dist/start.cjs').startWorker() : undefined;

require('../dist/main.cjs').run(worker);
