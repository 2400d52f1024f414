/** Where the build is, seen from the bundles in it and from the sources alike. Imports nothing: start-up waits for this file. */

const here = new URL('.', import.meta.url);

/** The folder of the build. */
export const DIST = here.pathname.endsWith('/src/vm/') ? new URL('../../dist/', here) : here;
