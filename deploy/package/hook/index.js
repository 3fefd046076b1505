/** Called by `s init` after the project was written. */
const preInit = async () => {};

const postInit = async ({ logger }) => {
  logger.info('下一步 / Next: node account.cjs');
};

module.exports = { preInit, postInit };
