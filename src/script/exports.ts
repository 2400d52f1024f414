/** What a module exports, as its text says: names, functions and their parameters. Whether a value is a function only running it tells. */

import type { Place } from '../base/errors.ts';
import { isErased, moduleName } from './emit/modules.ts';
import type { Binding, Scopes } from './scopes.ts';
import { bare, type Node, type NodeOf, type Program } from './syntax.ts';

export interface ParameterInfo {
  /** '' for a destructured parameter. */
  readonly name: string;
  readonly hasDefault: boolean;
  /** `x?: number` */
  readonly optional: boolean;
  /** `...x` */
  readonly rest: boolean;
  /** Annotated as an array (`number[]`, `Array<…>`, a tuple; nested, readonly): it receives plain arrays. */
  readonly plainArray: boolean;
}

export interface ExportInfo {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'value';
  /** Undefined where the text does not tell: classes, and values that may turn out to be functions. */
  readonly params: readonly ParameterInfo[] | undefined;
  readonly place: Place;
}

/** `export { imported as name } from module`; `*` for everything, without a name. */
export interface Reexport {
  readonly name: string | undefined;
  readonly imported: string;
  /** The specifier as written. */
  readonly specifier: string;
  readonly place: Place;
}

export interface Exports {
  readonly own: readonly ExportInfo[];
  readonly reexports: readonly Reexport[];
}

/** List the exports of `program` in the order of the source. */
export function exportsOf(program: Program, scopes: Scopes, placeAt: (offset: number) => Place): Exports {
  const own: ExportInfo[] = [];
  const reexports: Reexport[] = [];
  const add = (name: string, at: number, declaration: Node | undefined) =>
    own.push({ name, place: placeAt(at), ...describe(declaration, scopes) });
  for (const node of program.body) {
    if (node.type === 'ExportDefaultDeclaration' && !isErased(node.declaration)) {
      add('default', node.declaration.start, node.declaration);
    } else if (node.type === 'ExportAllDeclaration' && node.exportKind !== 'type') {
      const name = node.exported === null ? undefined : moduleName(node.exported);
      reexports.push({ name, imported: '*', specifier: node.source.value, place: placeAt(node.start) });
    } else if (node.type === 'ExportNamedDeclaration' && node.exportKind !== 'type') {
      if (node.declaration !== null && !isErased(node.declaration)) {
        for (const [id, declaration] of declared(node.declaration)) add(id.name, id.start, declaration);
      }
      for (const { local, exported, exportKind } of node.specifiers) {
        const binding = scopes.module.get(moduleName(local));
        if (exportKind === 'type' || (node.source === null && binding === undefined)) continue;
        const from =
          node.source === null ? importedFrom(program, binding) : [node.source.value, moduleName(local)];
        const name = moduleName(exported);
        if (from === undefined) add(name, exported.start, binding?.declaration);
        else
          reexports.push({ name, imported: from[1]!, specifier: from[0]!, place: placeAt(exported.start) });
      }
    }
  }
  return { own, reexports };
}

/** Return the specifier and the name under which an imported binding is exported elsewhere. */
function importedFrom(program: Program, binding: Binding | undefined): [string, string] | undefined {
  const { declaration } = binding ?? {};
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration') continue;
    for (const specifier of node.specifiers) {
      if (specifier !== declaration) continue;
      if (specifier.type === 'ImportSpecifier') return [node.source.value, moduleName(specifier.imported)];
      return [node.source.value, specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*'];
    }
  }
  return undefined;
}

type Identifier = Node & { type: 'Identifier' };

/** Return the names that an exported declaration declares. */
function declared(declaration: Node): [Identifier, Node][] {
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap((declarator) =>
      names(declarator.id).map((id): [Identifier, Node] => [id, declarator]),
    );
  }
  const id = 'id' in declaration ? declaration.id : null;
  return id !== null && typeof id === 'object' && 'type' in id && id.type === 'Identifier'
    ? [[id as Identifier, declaration]]
    : [];
}

function names(pattern: Node): Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern as Identifier];
    case 'ObjectPattern':
      return pattern.properties.flatMap((each) =>
        names(each.type === 'RestElement' ? each.argument : each.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((each) => (each === null ? [] : names(each)));
    case 'RestElement':
      return names(pattern.argument);
    case 'AssignmentPattern':
      return names(pattern.left);
    default:
      return [];
  }
}

/** Return the kind and the parameters of what a declaration or an expression makes. */
function describe(node: Node | undefined, scopes: Scopes): Pick<ExportInfo, 'kind' | 'params'> {
  const value: Pick<ExportInfo, 'kind' | 'params'> = { kind: 'value', params: undefined };
  if (node === undefined) return value;
  const inner = bare(node);
  switch (inner.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return { kind: 'function', params: parametersOf(inner, scopes) };
    case 'ClassDeclaration':
    case 'ClassExpression':
      return { kind: 'class', params: undefined };
    case 'VariableDeclarator':
      return inner.id.type === 'Identifier' && inner.init !== null ? describe(inner.init, scopes) : value;
    case 'Identifier': {
      const declaration = scopes.bindingOf(inner)?.declaration;
      return declaration?.type === 'VariableDeclarator' && declaration.init === inner
        ? value
        : describe(declaration, scopes);
    }
    case 'CallExpression': {
      // A derivative takes the arguments of its function.
      const [f] = inner.arguments;
      const isDerivative = inner.callee.type === 'Identifier' && DERIVATIVES.has(inner.callee.name as string);
      return isDerivative && f !== undefined ? { ...value, params: describe(f, scopes).params } : value;
    }
    default:
      return value;
  }
}

/** What makes a function of the same parameters out of a function. */
const DERIVATIVES = new Set(['grad', 'elementwiseGrad', 'valueAndGrad']);

function parametersOf(
  { params }: NodeOf<'FunctionExpression' | 'ArrowFunctionExpression'>,
  scopes: Scopes,
): ParameterInfo[] {
  const isThis = (node: Node) => node.type === 'Identifier' && (node.name as string) === 'this';
  return params.filter((each) => !isThis(each)).map((each) => parameter(each, scopes));
}

function parameter(node: Node, scopes: Scopes): ParameterInfo {
  const hasDefault = node.type === 'AssignmentPattern';
  const rest = node.type === 'RestElement';
  const target = hasDefault ? node.left : rest ? node.argument : node;
  const annotated = rest ? node : target;
  const annotation = 'typeAnnotation' in annotated ? annotated.typeAnnotation : null;
  return {
    name: target.type === 'Identifier' ? target.name : '',
    hasDefault,
    optional: 'optional' in target && target.optional === true,
    rest,
    plainArray: annotation != null && isArrayType(annotation, scopes, 0),
  };
}

/** Is `type` an array type, followed through aliases of the module? */
function isArrayType(type: Node, scopes: Scopes, depth: number): boolean {
  switch (type.type) {
    case 'TSArrayType':
    case 'TSTupleType':
      return true;
    case 'TSTypeAnnotation':
    case 'TSParenthesizedType':
    case 'TSTypeOperator':
    case 'TSTypeAliasDeclaration':
      return isArrayType(type.typeAnnotation, scopes, depth);
    case 'TSTypeReference': {
      if (type.typeName.type !== 'Identifier') return false;
      const { name } = type.typeName;
      if (name === 'Array' || name === 'ReadonlyArray') return true;
      const alias = scopes.types.get(name);
      return alias?.type === 'TSTypeAliasDeclaration' && depth < 8 && isArrayType(alias, scopes, depth + 1);
    }
    default:
      return false;
  }
}
