/** Imports and exports: what only types use goes unseen, the rest gets resolved names. */

import type { Handlers, Node } from '../syntax.ts';
import type { Context } from './context.ts';

type Import = Node & { type: 'ImportDeclaration' };
type NamedExport = Node & { type: 'ExportNamedDeclaration' };
type Name = { readonly type: string; readonly start: number } & (
  | { readonly name: string }
  | { readonly value: string }
);

/** Return the text of `a`, `b` in `import { a as b }`: an identifier or a string. */
export const moduleName = (node: Name): string => ('name' in node ? node.name : node.value);

const quoted = (node: Name): string => ('name' in node ? node.name : JSON.stringify(node.value));

/** Is the import specifier used as a value? JavaScript keeps what it imports; TypeScript drops what only types use. */
function isKept(cx: Context, specifier: Import['specifiers'][number]): boolean {
  if (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type') return false;
  return !cx.facts.typescript || cx.facts.scopes.module.get(specifier.local.name)?.used === true;
}

/** Replace the specifier `source` by the resolved name; note what is wanted of the module. */
function request(
  cx: Context,
  source: { readonly value: string; readonly start: number; readonly end: number },
  names: readonly Name[],
): string {
  const { facts } = cx;
  const module = facts.resolve(source.value, facts.placeAt(source.start));
  cx.requests.push({
    module,
    names: names.map((node) => ({ name: moduleName(node), place: facts.placeAt(node.start) })),
  });
  return module;
}

function replaceSource(cx: Context, source: NamedExport['source'], names: readonly Name[]): void {
  if (source === null) return;
  cx.out.copyTo(source.start);
  cx.out.insert(JSON.stringify(request(cx, source, names)), source.start);
  cx.out.skipTo(source.end);
}

function checkAttributes(cx: Context, { attributes }: { readonly attributes: Import['attributes'] }): void {
  for (const { key, value } of attributes) {
    if (moduleName(key) === 'type' && value.value === 'json') continue;
    throw cx.refuse('the only import attribute is type: "json"', key.start, 'leave it out');
  }
}

function importDeclaration(cx: Context, node: Import): void {
  if (node.phase !== null) {
    throw cx.refuse(`\`import ${node.phase}\` is not supported`, node.start, 'write a plain import');
  }
  const { specifiers, source } = node;
  const kept = node.importKind === 'type' ? [] : specifiers.filter((specifier) => isKept(cx, specifier));
  const isForEffect =
    specifiers.length === 0 && cx.facts.source[cx.token(node.start + 'import'.length)] !== '{';
  if (kept.length === 0 && !(isForEffect && node.importKind !== 'type')) return cx.eraseStatement(node);
  checkAttributes(cx, node);
  const { out } = cx;
  if (kept.length < specifiers.length) {
    out.copyTo(node.start);
    out.skipTo(source.start);
    out.insert(`import ${clause(kept)} from `, node.start);
  }
  replaceSource(cx, source, kept.flatMap(wantedNames));
}

/** Return what stands between `import` and `from`. */
function clause(specifiers: Import['specifiers']): string {
  const named = specifiers.filter((each) => each.type === 'ImportSpecifier');
  const others = specifiers
    .filter((each) => each.type !== 'ImportSpecifier')
    .map((each) => (each.type === 'ImportDefaultSpecifier' ? each.local.name : `* as ${each.local.name}`));
  if (named.length === 0) return others.join(',');
  return [
    ...others,
    `{${named.map(({ imported, local }) => `${quoted(imported)} as ${local.name}`).join(',')}}`,
  ].join(',');
}

function wantedNames(specifier: Import['specifiers'][number]): Name[] {
  if (specifier.type === 'ImportSpecifier') return [specifier.imported];
  if (specifier.type === 'ImportNamespaceSpecifier') return [];
  return [{ type: specifier.type, start: specifier.start, name: 'default' }];
}

function exportNamed(cx: Context, node: NamedExport): void {
  const { declaration, specifiers, source, exportKind } = node;
  if (exportKind === 'type' || (declaration !== null && isErased(declaration)))
    return cx.eraseStatement(node);
  if (declaration?.type === 'TSEnumDeclaration' && isLaterPart(cx, declaration)) {
    cx.out.copyTo(node.start);
    cx.out.skipTo(declaration.start);
  }
  if (declaration !== null) return cx.visit(declaration);
  checkAttributes(cx, node);
  const kept = specifiers.filter((specifier) => isExported(cx, specifier, source !== null));
  if (kept.length === 0 && specifiers.length > 0) return cx.eraseStatement(node);
  for (const specifier of specifiers) {
    if (kept.includes(specifier)) continue;
    const comma = cx.token(specifier.end);
    cx.out.blank(specifier.start, cx.facts.source[comma] === ',' ? comma + 1 : specifier.end);
  }
  replaceSource(
    cx,
    source,
    kept.map(({ local }) => local),
  );
}

/** Does a declaration exist for the type checker only? */
export function isErased(declaration: Node): boolean {
  if (declaration.type === 'TSInterfaceDeclaration' || declaration.type === 'TSTypeAliasDeclaration')
    return true;
  return (
    declaration.type === 'TSDeclareFunction' || ('declare' in declaration && declaration.declare === true)
  );
}

/** Is this the second or a later `export enum E`? */
function isLaterPart(cx: Context, declaration: Node & { type: 'TSEnumDeclaration' }): boolean {
  return cx.facts.scopes.module.get(declaration.id.name)?.declaration !== declaration;
}

function isExported(cx: Context, specifier: NamedExport['specifiers'][number], isFrom: boolean): boolean {
  if (specifier.exportKind === 'type') return false;
  const name = moduleName(specifier.local);
  return isFrom || cx.facts.scopes.module.has(name) || !cx.facts.scopes.types.has(name);
}

export const modules: Handlers<Context> = {
  ImportDeclaration: importDeclaration,
  ExportNamedDeclaration: exportNamed,
  ExportAllDeclaration(cx, node) {
    if (node.exportKind === 'type') return cx.eraseStatement(node);
    checkAttributes(cx, node);
    replaceSource(cx, node.source, []);
  },
  ExportDefaultDeclaration(cx, node) {
    if (isErased(node.declaration)) return cx.eraseStatement(node);
    cx.visit(node.declaration);
    cx.endErased(node);
  },
  ImportExpression(cx, node) {
    if (node.phase !== null)
      throw cx.refuse(`\`import.${node.phase}\` is not supported`, node.start, 'write import(…)');
    cx.visitChildren(node);
  },
  MetaProperty(cx, node) {
    if (node.meta.name === 'import') {
      throw cx.refuse(
        '`import.meta` is not supported',
        node.start,
        'a script cannot see files; import data from a .json file',
      );
    }
  },
  CallExpression(cx, node) {
    const { callee } = node;
    if (
      callee.type === 'Identifier' &&
      callee.name === 'eval' &&
      cx.facts.scopes.bindingOf(callee) === undefined
    ) {
      throw cx.refuse('eval is not supported', callee.start, 'write the code out, or pass a function');
    }
    cx.visitChildren(node);
  },
};
