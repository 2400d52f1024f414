/**
 * What the emitters of the constructs share: the walk itself, the output, the facts known of the module. Emitters are tables
 * from node type to function; a node without an entry is copied, its children are visited.
 */

import { AutogradError, type Place } from '../../base/errors.ts';
import { Output } from '../output.ts';
import type { Kind } from '../plain-proof.ts';
import type { Scopes } from '../scopes.ts';
import { bare, eachChild, type Handlers, type Node, nextToken, type Parser } from '../syntax.ts';

/** Every helper of the guest begins like this; a name of the script must not. */
export const PREFIX = '$ag_';

/** An import the code still contains, or a re-export. */
export interface ModuleRequest {
  /** The resolved name of the module. */
  readonly module: string;
  /** What is wanted of it (`*` for everything), and where the script says so. */
  readonly names: readonly { readonly name: string; readonly place: Place }[];
}

/** Code that is put before a node, and after it. */
export interface Addition {
  readonly before: string;
  readonly after: string;
}

/** Facts about the module, and what it asks of its surroundings. */
export interface ModuleFacts {
  readonly source: string;
  /** The module's name in the VM. */
  readonly name: string;
  readonly typescript: boolean;
  readonly keys: Parser['visitorKeys'];
  readonly scopes: Scopes;
  readonly kindOf: (node: Node) => Kind | undefined;
  /** Code of ours beside nodes of the script's. */
  readonly additions: ReadonlyMap<Node, Addition>;
  readonly placeAt: (offset: number) => Place;
  /** Return the name of the module that a static import asks for. Throws E_SCRIPT. */
  readonly resolve: (specifier: string, place: Place) => string;
}

export class Context {
  readonly facts: ModuleFacts;
  readonly out: Output;
  readonly requests: ModuleRequest[] = [];
  /** Enums whose body is being written, innermost last. */
  readonly enums: { readonly name: string; readonly body: Node }[] = [];
  private readonly handlers: Handlers<Context>;

  constructor(facts: ModuleFacts, handlers: Handlers<Context>) {
    this.facts = facts;
    this.handlers = handlers;
    this.out = new Output(facts.source);
  }

  /** Write `node`: by its emitter, or as it stands with its children visited. */
  visit(node: Node): void {
    const addition = this.facts.additions.get(node);
    if (addition === undefined) return this.write(node);
    const { out } = this;
    out.copyTo(node.start);
    out.insert(addition.before, node.start);
    this.write(node);
    out.copyTo(node.end);
    out.insert(addition.after, node.end);
  }

  private write(node: Node): void {
    const handler = this.handlers[node.type] as ((context: Context, node: Node) => void) | undefined;
    if (handler === undefined) this.visitChildren(node);
    else handler(this, node);
  }

  visitChildren(node: Node): void {
    eachChild(this.facts.keys, node, (child) => this.visit(child));
  }

  visitAll(nodes: readonly (Node | null)[]): void {
    for (const node of nodes) if (node !== null) this.visit(node);
  }

  /** Write `expression` as an argument of a call: a bare sequence needs parentheses. */
  visitArgument(expression: Node): void {
    const { out } = this;
    out.copyTo(expression.start);
    const isSequence = expression.type === 'SequenceExpression';
    if (isSequence) out.insert('(', expression.start);
    this.visit(expression);
    out.copyTo(expression.end);
    if (isSequence) out.insert(')', expression.end);
  }

  /** Write `helper(expression)`. */
  wrap(helper: string, expression: Node, origin: number): void {
    const { out } = this;
    out.copyTo(expression.start);
    out.insert(`${PREFIX}${helper}(`, origin);
    this.visitArgument(expression);
    out.insert(')', origin);
  }

  /** Is the value of `node` proven to be a plain primitive? */
  isPlain(node: Node): boolean {
    return this.facts.kindOf(node) !== undefined;
  }

  /** Is it, moreover, no text that an arithmetic operator would read as a number? The text of a traced number has lost its derivative. */
  isArithmetic(node: Node): boolean {
    const kind = this.facts.kindOf(node);
    return kind === 'string' ? bare(node).type === 'Literal' : kind !== undefined;
  }

  /** Return the offset of the first token at or after `offset`. */
  token(offset: number): number {
    return nextToken(this.facts.source, offset);
  }

  /** Put spaces in place of a type or another node that only TypeScript knows. */
  erase(node: Node | null | undefined): void {
    if (node != null) this.out.blank(node.start, node.end);
  }

  /** Put spaces in place of a whole statement or class element. The `;` ends the one before, if that relied on a line end. */
  eraseStatement(node: Node): void {
    const { out } = this;
    out.copyTo(node.start);
    out.insert(';', node.start);
    out.skipTo(node.start + 1);
    out.blank(node.start + 1, node.end);
  }

  /**
   * End the statement or field `node`: where its last part was erased and there is no `;`, the line end may not end it any
   * more (`let x = y as T`, next line `[a] = b`).
   */
  endErased(node: Node): void {
    const { out, facts } = this;
    if (out.blankedTo !== node.end || facts.source[node.end - 1] === ';') return;
    out.insert(';', node.end);
  }

  /** Return the error that refuses a construct. */
  refuse(message: string, at: number, hint: string): AutogradError {
    return new AutogradError('E_SCRIPT', message, { at: this.facts.placeAt(at), hint });
  }
}
