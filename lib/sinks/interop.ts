const isWrapped = <T extends object>(
  loaded: T | { readonly default: T },
): loaded is { readonly default: T } => typeof loaded !== 'function';

/**
 * The class that a CommonJS package exports as its default. Node hands out the module object around it,
 * test runners the class itself; the official clients must work under both.
 */
export const classOf = <T extends abstract new (...args: never) => object>(
  loaded: T | { readonly default: T },
): T => (isWrapped(loaded) ? loaded.default : loaded);
