import type * as v from 'valibot';

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** A body as its schema documents it; whoever answers only reads what it is made of. */
export type Body<S extends v.GenericSchema> = DeepReadonly<v.InferOutput<S>>;
