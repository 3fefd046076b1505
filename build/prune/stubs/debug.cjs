// NODE_DEBUG output of the HTTP client: a function never logs it.
const debug = () => Object.assign(() => {}, { enabled: false });
module.exports = debug;
module.exports.default = debug;
