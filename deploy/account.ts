import { runAccount } from './account/run.ts';

// Without top-level await: the package for `s init` carries this file as one CommonJS bundle.
void runAccount(process.argv.slice(2), process.env, (text) => console.log(text)).then((code) => {
  process.exitCode = code;
});
