// Answers are hardly ever packed: zlib waits for the first that is.
const zlib = () => require('node:zlib');
module.exports = {
  createGunzip: (...given) => zlib().createGunzip(...given),
  createInflate: (...given) => zlib().createInflate(...given),
};
