import { runAccount } from './account/run.ts';

process.exitCode = await runAccount(process.argv.slice(2), process.env, (text) =>
  console.log(text),
);
