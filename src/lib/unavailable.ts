/** What works only in a script that the tool reads and rewrites, which a library cannot do. */

/** Return a function in place of `name` that says so; `command` is how the tool runs it. */
export function unavailable(name: string, command: 'grad' | 'run' = 'grad'): (...args: unknown[]) => never {
  return () => {
    throw new Error(
      `${name} works only in a script that autograd-cli runs: autograd-cli ${command} <script>`,
    );
  };
}
