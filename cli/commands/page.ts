import { once } from 'node:events';
import { type Command, InvalidArgumentError } from 'commander';
import { type Deps, sessionOf } from '../deps.ts';
import { CommandError, EXIT, type Exit } from '../exit.ts';
import { servePageLocally } from '../page/server.ts';
import type { Run } from './create.ts';

interface PageOptions {
  readonly port: number;
}

const port = (text: string): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new InvalidArgumentError('must be a port.');
  return number;
};

const page = async (deps: Deps, command: Command, options: PageOptions): Promise<Exit> => {
  const { api, isJson } = sessionOf(deps, command);
  const { terminal, stop } = deps;
  const secret = deps.newId().replaceAll('-', '');
  const server = await servePageLocally(api, secret, options.port).catch((error: Error) => {
    throw new CommandError(`Port ${options.port} cannot be used (${error.message})`);
  });
  if (isJson) terminal.out(JSON.stringify({ url: server.url }));
  else {
    terminal.out(`The page of ${api.target.base.origin} is at`);
    terminal.out(`  ${terminal.colors.bold(server.url)}`);
    terminal.err(
      terminal.colors.dim('Whoever has this address acts with your rights. Ctrl-C ends it.'),
    );
  }
  if (!stop.aborted) await once(stop, 'abort');
  await server.close();
  return EXIT.done;
};

/** `peerflow page`. */
export const addPage = (program: Command, deps: Deps, run: Run): void => {
  program
    .command('page')
    .description('serve the page on this machine, with signed calls to the deployment')
    .option('--port <number>', 'where to listen on loopback; any free port unless given', port, 0)
    .action((options: PageOptions, command: Command) => run(page(deps, command, options)));
};
