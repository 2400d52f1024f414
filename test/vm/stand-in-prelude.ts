/**
 * A prelude of a few lines for the tests of the VM; the one users get is tested in test/sandbox. It leaves tape and host
 * within reach of the script, which so traces numbers by hand, and attacks the border.
 */

export const PRELUDE = `
(() => {
  const host = globalThis.host;
  delete globalThis.host;
  globalThis.tape = new Float64Array(host.tape);
  globalThis.host = host; // for the tests of the border
  let count = 0;
  let ids = 1;
  globalThis.record = (...numbers) => {
    tape.set(numbers, 4 * count++);
    if ((numbers[0] & 255) < 192) ids++;
  };
  return {
    call(f, argsJson, inputIndex, x) {
      const args = JSON.parse(argsJson);
      args[inputIndex] = x;
      const result = f(...args);
      if (count > 0) host.flush(count, ids);
      count = 0;
      ids = 1;
      return JSON.stringify(result) ?? 'undefined';
    },
    kinds: (namespace) => JSON.stringify(Object.keys(namespace).map((name) => [name, typeof namespace[name]])),
    module: (name) => 'export const builtIn = ' + JSON.stringify(name),
    describe(thrown) {
      const isObject = typeof thrown === 'object' && thrown !== null;
      return JSON.stringify({
        name: isObject ? thrown.name : '',
        message: isObject ? thrown.message : String(thrown),
        stack: isObject ? thrown.stack : '',
        loss: isObject ? thrown.loss : undefined,
      });
    },
  };
})()`;
