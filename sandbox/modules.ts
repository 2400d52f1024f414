/** The modules that are built in: their members are global, too, and importing them gives editor types. */

import { autograd } from './autograd.ts';
import { getOwnPropertyDescriptor, getOwnPropertyNames, stringify } from './intrinsics.ts';
import { namespace } from './namespace.ts';
import { np } from './numpy.ts';
import { odeint } from './odeint.ts';
import { special } from './special.ts';
import { membersOf } from './tables.ts';

/** Distributions of SciPy. */
export const stats = namespace('stats', membersOf('stats'));

const integrate = namespace('scipy.integrate', { odeint });

export const scipy = namespace('scipy', membersOf('scipy', { special, stats, integrate }));

const MODULES: Readonly<Record<string, object>> = {
  __proto__: null as never,
  'autograd-cli': autograd,
  'autograd-cli/numpy': np,
  'autograd-cli/scipy': scipy,
};

/** The texts of modules that are scripts themselves (`scripted/`), by name: a constant of the build. */
declare const SCRIPTED: Readonly<Record<string, string>>;

/** Return a built-in module; the texts of the modules call this by its global name. */
export function $ag_module(name: string): object {
  return MODULES[name]!;
}

/** Return the source of a built-in module: its members as named exports, whatever words they are, and all of them as default. */
export function moduleText(name: string): string {
  const members = MODULES[name];
  if (members === undefined) {
    if (getOwnPropertyDescriptor(SCRIPTED, name) !== undefined) return SCRIPTED[name]!;
    throw new Error(`there is no module ${name}`);
  }
  const names = getOwnPropertyNames(members);
  let text = `const m = $ag_module(${stringify(name)});\nexport default m;\n`;
  for (let i = 0; i < names.length; i++)
    text += `const m${i} = m.${names[i]};\nexport { m${i} as ${names[i]} };\n`;
  return text;
}
