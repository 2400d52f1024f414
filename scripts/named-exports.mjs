/**
 * An esbuild plugin for modules whose members are made when they run: `members:x.ts` is x.ts with each member of its default export as a
 * named export, too, whatever word its name is.
 */

/** `names` are the members, by module. */
export const namedExports = (names) => ({
  name: 'named-exports',
  setup(build) {
    build.onResolve({ filter: /^members:/ }, ({ path, resolveDir }) => ({
      path: path.slice('members:'.length),
      namespace: 'members',
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /.*/, namespace: 'members' }, ({ path, pluginData }) => {
      const members = names[path];
      const contents = `import members from ${JSON.stringify(`./${path}`)};
export default members;
const { ${members.map((name, i) => `${name}: m${i}`)} } = members;
export { ${members.map((name, i) => `m${i} as ${name}`)} };`;
      return { contents, resolveDir: pluginData };
    });
  },
});
