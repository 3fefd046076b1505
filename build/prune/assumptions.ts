/**
 * Packages that the SDKs load but these functions never run, and the small module that stands in.
 * Reached only by: the WebSocket client (ws and the proxy agents, which plain HTTP calls ignore),
 * `$dara.Date` (moment), `$dara.merge` (lodash), NODE_DEBUG output (debug), XML error bodies (xml2js,
 * replaced by a parser of the error's flat form), credentials from profiles and metadata servers.
 */
export const STUBS: Readonly<Record<string, string>> = {
  ws: 'never.cjs',
  'socks-proxy-agent': 'never.cjs',
  'http-proxy-agent': 'never.cjs',
  'https-proxy-agent': 'never.cjs',
  'proxy-agent': 'never.cjs',
  moment: 'never.cjs',
  'moment-timezone': 'never.cjs',
  lodash: 'lodash.cjs',
  debug: 'debug.cjs',
  xml2js: 'xml2js.cjs',
  '@alicloud/credentials': 'credentials.cjs',
  'ali-oss': 'never.cjs',
  axios: 'never.cjs',
};

export interface Cut {
  readonly file: RegExp;
  /** The shortened source, or `undefined` when the source is not what was assumed. */
  readonly cut: (source: string) => string | undefined;
  readonly because: string;
}

/** The new source, or `undefined` unless every text stands in it. */
const given = (source: string, texts: readonly string[], result: () => string) =>
  texts.every((text) => source.includes(text)) ? result() : undefined;

export const CUTS: readonly Cut[] = [
  {
    file: /@alicloud\/openapi-core\/dist\/client\.js$/,
    because:
      'credentials are asked for with getCredential(), of config.credential where that is given',
    cut: (source) =>
      given(
        source,
        ['this._credential.getCredential()', 'this._credential = config.credential'],
        () => source,
      ),
  },
  {
    // The core reads bodies itself and leaves the response timer of every call running: it holds the
    // whole request for as long as the timeout, and may cancel the timer of the next call on the socket.
    file: /\/httpx\/lib\/index\.js$/,
    because: 'the response timer is a local of startResponseTimer, unref-ed at its end',
    cut: (source) =>
      given(
        source,
        ['const timer = setTimeout(() => {', 'socket[READ_TIMER] = timer;', 'timer.unref();'],
        () =>
          source.replace(
            'timer.unref();',
            "timer.unref(); request.once('close', () => clearTimeout(timer));",
          ),
      ),
  },
];
