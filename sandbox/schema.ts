import * as v from 'valibot';

/** Milliseconds on the clock. */
export const ms = v.pipe(v.number(), v.minValue(0));

/** A whole number within bounds. */
export const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** One of several texts; the first one unless given. */
export const oneOf = <const T extends readonly [string, ...string[]]>(...all: T) =>
  v.optional(v.picklist(all), all[0]);

/** None unless given. */
export const list = <T extends v.GenericSchema>(of: T) => v.optional(v.array(of), []);

/** One as itself, or several as a list: a list of them either way. */
export const oneOrMore = <T extends v.GenericSchema>(of: T) =>
  v.pipe(
    v.union([v.array(of), of]),
    v.transform((found): v.InferOutput<T>[] => (Array.isArray(found) ? found : [found])),
  );

/** Takes what `faultOf` finds nothing wrong with. */
export const faultless = <T>(faultOf: (value: T) => string | undefined) =>
  v.rawCheck<T>(({ dataset, addIssue }) => {
    const fault = dataset.typed ? faultOf(dataset.value) : undefined;
    if (fault !== undefined) addIssue({ message: fault });
  });

/** JSON pointer to what an issue is about. */
export const pointerOf = ({ path }: v.BaseIssue<unknown>): string =>
  (path ?? []).map(({ key }) => `/${String(key)}`).join('');

/** Every fault with its place. */
export const faultsOf = (issues: readonly v.BaseIssue<unknown>[]): readonly string[] =>
  issues.map((issue) => `${pointerOf(issue) || '/'}: ${issue.message}`);
