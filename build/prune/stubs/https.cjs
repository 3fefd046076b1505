// TLS takes milliseconds to load: it waits for the first call that needs it.
const https = () => require('node:https');
module.exports = {
  get Agent() {
    return https().Agent;
  },
  request: (...given) => https().request(...given),
};
