// The SDK core uses lodash for `merge` alone: plain objects, deeply, later ones win.
const isPlain = (value) =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
const merge = (target, ...sources) => {
  for (const source of sources)
    for (const [key, value] of Object.entries(source ?? {})) {
      if (key === '__proto__' || value === undefined) continue;
      target[key] = isPlain(value) && isPlain(target[key]) ? merge(target[key], value) : value;
    }
  return target;
};
module.exports = { merge };
