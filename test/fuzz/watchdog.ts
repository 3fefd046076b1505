import { Worker } from 'node:worker_threads';

/** A loop without an end cannot be interrupted from within: another thread says which round it was, and ends all. */
const WATCH = `
const { parentPort } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let timer;
parentPort.on('message', ({ repeat, ms }) => {
  clearTimeout(timer);
  if (repeat === undefined) return;
  timer = setTimeout(() => {
    writeSync(2, 'A round did not end within ' + ms / 1000 + ' s.\\nRepeat: ' + repeat + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }, ms);
});
`;

export interface Watchdog {
  /** A round begins, which has to end within so many milliseconds. */
  readonly begin: (repeat: string, ms: number) => void;
  readonly end: () => void;
}

export const watchdog = (): Watchdog => {
  const worker = new Worker(WATCH, { eval: true });
  worker.unref();
  return {
    begin: (repeat, ms) => worker.postMessage({ repeat, ms }),
    end: () => worker.postMessage({}),
  };
};
