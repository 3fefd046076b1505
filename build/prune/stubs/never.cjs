// Stands in for packages whose code these functions never run; using it says so at once.
const never = (name) => {
  throw new Error(`${name} was pruned from this bundle: see build/prune/assumptions.ts`);
};
module.exports = new Proxy(function pruned() {}, {
  get: (_, key) =>
    key === '__esModule' ? false : key === 'default' ? module.exports : module.exports,
  apply: () => never('a pruned function'),
  construct: () => never('a pruned class'),
});
