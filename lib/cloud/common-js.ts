/**
 * The exports of a CommonJS SDK, whichever way the loader presents them: Node puts `module.exports`
 * under `default`, bundlers may spread it. The SDKs mark themselves by a `default` of their own.
 */
export const commonJs = <T extends object>(namespace: T): T => {
  const inner: unknown = 'default' in namespace ? namespace.default : undefined;
  // Node's `default` is the very object that the types describe.
  return typeof inner === 'object' && inner !== null && 'default' in inner
    ? (inner as T)
    : namespace;
};
