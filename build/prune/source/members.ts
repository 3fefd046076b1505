/** A method of a class, with its text from header to closing brace. */
export interface Member {
  readonly name: string;
  readonly text: string;
}

/** A source around one of its classes. Comments between the members are left out. */
export interface ClassSource {
  /** Up to the class's opening line. */
  readonly before: string;
  readonly members: readonly Member[];
  /** From the class's closing brace. */
  readonly after: string;
}

const HEADER = /^ {4}(?:static |async )*([\w$]+)\(.*\) \{$/;
const COMMENT = /^\s*(?:\/\*|\*|\/\/|$)/;

/**
 * Reads a class as the TypeScript compiler writes it: members at four spaces, each ending with a brace
 * at four spaces. `undefined` when there is no such class or anything else stands in it.
 */
export const readClass = (source: string, opening: string): ClassSource | undefined => {
  const lines = source.split('\n');
  const start = lines.indexOf(opening);
  const end = lines.indexOf('}', start);
  if (start < 0 || end < 0) return undefined;
  const members: Member[] = [];
  for (let at = start + 1; at < end; at += 1) {
    const line = lines[at] ?? '';
    const name = HEADER.exec(line)?.[1];
    if (name === undefined && !COMMENT.test(line)) return undefined;
    if (name === undefined) continue;
    const last = lines.indexOf('    }', at);
    if (last < 0 || last > end) return undefined;
    members.push({ name, text: lines.slice(at, last + 1).join('\n') });
    at = last;
  }
  return {
    before: lines.slice(0, start + 1).join('\n'),
    members,
    after: lines.slice(end).join('\n'),
  };
};

export const writeClass = ({ before, members, after }: ClassSource): string =>
  [before, ...members.map(({ text }) => text), after].join('\n');
