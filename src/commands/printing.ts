/** What a script says, on its way to the main thread: bounded where it is no program's, and no more often than somebody can read it. */

/** Post a text for a stream: `out`, `err`, or what the modules of `sandbox/scripted/` tell. */
export type Print = (stream: string, text: string) => void;

/** Characters of what the script prints that are passed on: a line for each of a million traces would bury the warnings. */
const MOST_PRINTED = 2 ** 20;

const PROGRESS_MS = 50;

/** Return the printing of a program: all of it, but for progress, which is worth a message only now and then. */
export function programPrint(print: Print): Print {
  let next = 0;
  return (stream, text) => {
    if (stream === 'progress') {
      const now = performance.now();
      if (now < next) return;
      next = now + PROGRESS_MS;
    }
    print(stream, text);
  };
}

/** Return the printing of a script that is called again and again: up to a length, without progress and figures. */
export function boundedPrint(print: Print): Print {
  let left = MOST_PRINTED;
  let hasDrawn = false;
  return (stream, text) => {
    if (stream === 'progress') return;
    if (stream === 'figure') {
      if (!hasDrawn) print('err', 'note: the script draws only when it is run: autograd-cli run\n');
      hasDrawn = true;
      return;
    }
    if (left < 0) return;
    left -= text.length;
    print(
      stream,
      left < 0 ? `${text.slice(0, left)}\n… (what the script prints beyond 1 MB is left out)\n` : text,
    );
  };
}
