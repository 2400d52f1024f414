/** What no program made of these packages can start faster than: parses arguments and a file, lets a worker evaluate an expression. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import chalk from 'chalk';
import { Command } from 'commander';
import { parseSync } from 'oxc-parser';

new Command()
  .argument('<file>')
  .action((file) => {
    const { program } = parseSync(file, readFileSync(file, 'utf8'));
    const worker = new Worker(join(__dirname, 'worker.mjs'));
    worker.on('message', (answer) => {
      console.log(chalk.green(answer), program.body.length);
      worker.terminate();
    });
  })
  .parse();
