// Stands in for modules whose code these functions never run. They may be loaded, passed on and looked
// at, as the SDKs do while they load; running any of it says so at once.
const never = () => {
  throw new Error('a part of the SDK that was pruned from this bundle: see docs/pruning.md');
};
module.exports = new Proxy(function pruned() {}, {
  get: (_, key) => (key === '__esModule' ? false : module.exports),
  apply: never,
  construct: never,
});
