import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Lodash {
  merge(...objects: readonly unknown[]): unknown;
}

const require = createRequire(import.meta.url);
/** As the SDK that uses it finds it. */
const found = (by: string, name: string): unknown => createRequire(require.resolve(by))(name);
const standIn = (name: string): unknown => require(`../../../../build/prune/stubs/${name}.cjs`);

describe('the stand-in for lodash', () => {
  const lodash = found('@darabonba/typescript', 'lodash') as Lodash;
  const { merge } = standIn('lodash') as Lodash;

  it('merges what a request can hold as lodash does', () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.constant(undefined),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
      ),
    }));
    const object = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { noNullPrototype: true });
    fc.assert(
      fc.property(object, object, (first, second) => {
        const [one, two] = structuredClone([first, second]);
        expect(merge({}, first, second)).toEqual(lodash.merge({}, one, two));
      }),
    );
  });
});
