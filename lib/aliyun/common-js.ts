const innerOf = (value: object): object | undefined => {
  const inner: unknown = 'default' in value ? value.default : undefined;
  return typeof inner === 'object' && inner !== null && 'default' in inner ? inner : undefined;
};

/**
 * The exports of a CommonJS SDK, whichever way the loader presents them: Node puts `module.exports`
 * under `default`, and each bundling step may wrap them once more. The SDKs mark themselves by a
 * `default` of their own that is a class.
 */
export const commonJs = <T extends object>(namespace: T): T => {
  let found: object = namespace;
  for (let inner = innerOf(found); inner; inner = innerOf(inner)) found = inner;
  // The innermost object is `module.exports`, the very thing that the types describe.
  return found as T;
};
