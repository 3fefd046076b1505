import { type Class, type MethodDefinition, type Program, parse } from 'acorn';
import MagicString from 'magic-string';

/** A file of an SDK is not what a cut was written for. */
export class Unexpected extends Error {}

export interface Method {
  readonly name: string;
  readonly node: MethodDefinition;
}

const nameOf = ({ key }: MethodDefinition): string | undefined =>
  key.type === 'Identifier' ? key.name : undefined;

/** One file of an SDK without its comments, read with a parser and edited; methods throw `Unexpected`. */
export class SdkSource {
  readonly text: string;
  readonly #edits: MagicString;
  /** The statements of the file. */
  readonly body: Program['body'];

  constructor(text: string) {
    this.text = text;
    this.#edits = new MagicString(text);
    this.body = parse(text, {
      ecmaVersion: 2023,
      sourceType: 'script',
      onComment: (_isBlock, _text, start, end) => this.#edits.remove(start, end),
    }).body;
  }

  textOf({ start, end }: { readonly start: number; readonly end: number }): string {
    return this.text.slice(start, end);
  }

  /** Every one of these texts stands in the file. */
  assume(...texts: readonly string[]): void {
    for (const text of texts)
      if (!this.text.includes(text)) throw new Unexpected(`it lacks ${JSON.stringify(text)}`);
  }

  /** Of a variable only these members are used. */
  assumeOnly(variable: string, members: readonly string[]): void {
    const uses = this.text.matchAll(new RegExp(`(?<![\\w$.])${variable}\\.(\\w+)`, 'g'));
    for (const [use, member] of uses)
      if (!members.includes(member ?? '')) throw new Unexpected(`it uses ${use}`);
  }

  remove({ start, end }: { readonly start: number; readonly end: number }): void {
    this.#edits.remove(start, end);
  }

  overwrite({ start, end }: { readonly start: number; readonly end: number }, text: string): void {
    this.#edits.overwrite(start, end, text);
  }

  /** Replaces the one place where a text stands. */
  replace(text: string, by: string): void {
    const start = this.text.indexOf(text);
    if (start < 0 || this.text.includes(text, start + 1))
      throw new Unexpected(`it does not have ${JSON.stringify(text)} once`);
    this.#edits.overwrite(start, start + text.length, by);
  }

  /** The class of this name among the statements of the file. */
  classNamed(name: string): Class {
    const found = this.body.find((it) => it.type === 'ClassDeclaration' && it.id.name === name);
    if (found?.type !== 'ClassDeclaration') throw new Unexpected(`it has no class ${name}`);
    return found;
  }

  /** The methods of a class, which has no other members. */
  methodsOf({ body }: Class): readonly Method[] {
    return body.body.map((node) => {
      const name = node.type === 'MethodDefinition' ? nameOf(node) : undefined;
      if (node.type !== 'MethodDefinition' || name === undefined)
        throw new Unexpected(`its class has the member ${this.textOf(node).slice(0, 60)}`);
      return { name, node };
    });
  }

  /** The edited file, with a source map to the one that was read. */
  toString(): string {
    const map = this.#edits.generateMap({ hires: 'boundary', includeContent: true });
    return `${this.#edits}\n//# sourceMappingURL=${map.toUrl()}`;
  }
}
