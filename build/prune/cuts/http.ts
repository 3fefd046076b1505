import { type Cut, given } from './cut.ts';

/**
 * The one change that is no cut. The core reads bodies itself and leaves the response timer of every
 * call running: it holds the whole request for as long as the timeout, and may cancel the timer of the
 * next call on the socket.
 */
const endingWithItsCall = (source: string): string | undefined =>
  given(
    source,
    ['const timer = setTimeout(() => {', 'socket[READ_TIMER] = timer;', 'timer.unref();'],
    () =>
      source.replace(
        'timer.unref();',
        "timer.unref(); request.once('close', () => clearTimeout(timer));",
      ),
  );

const AGENT = 'const httpsAgent = new https.Agent({ keepAlive: true });';
const CHOICE = 'const defaultAgent = isHttps ? httpsAgent : httpAgent;';

/** The agent of HTTPS, and TLS with it, is made when the first call needs it. */
const withLazyAgent = (source: string): string | undefined =>
  given(source, [AGENT, CHOICE], () =>
    source
      .replace(AGENT, 'let httpsAgent;')
      .replace(
        CHOICE,
        'const defaultAgent = isHttps ? (httpsAgent ??= new https.Agent({ keepAlive: true })) : httpAgent;',
      ),
  );

export const httpCuts: readonly Cut[] = [
  {
    file: /\/httpx\/lib\/index\.js$/,
    because:
      'the response timer is a local of startResponseTimer, unref-ed at its end, and each protocol has one agent',
    cut: (source) => {
      const mended = endingWithItsCall(source);
      return mended === undefined ? undefined : withLazyAgent(mended);
    },
  },
];
