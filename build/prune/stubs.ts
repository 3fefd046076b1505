/** A module that the SDKs load but these functions never run, or not at once, and what stands in. */
export interface Stub {
  /** As it is imported: a package, or a file beside the importer. */
  readonly module: string;
  /** Who may import it; from anywhere else the build fails, because that use was not reviewed. */
  readonly importers: readonly RegExp[];
  /** A file in stubs/, or the members of the module itself, which is loaded when one is asked for. */
  readonly standIn: string | readonly string[];
  readonly because: string;
}

const darabonba = (file: string): RegExp => new RegExp(`/@darabonba/typescript/dist/${file}\\.js$`);
const alicloud = (file: string): RegExp => new RegExp(`/@alicloud/${file}\\.js$`);
const HTTPX = /\/httpx\/lib\/index\.js$/;
const CORE = alicloud('openapi-core/dist/client');
const FC2 = alicloud('fc2/lib/client');

/** Running any of it throws. */
const never = (module: string, importer: RegExp, because: string): Stub => ({
  module,
  importers: [importer],
  standIn: 'never.cjs',
  because,
});

const WEBSOCKET = 'only the protocols ws and wss use it; the clients are made for http and https';
const UPLOADS = 'invokeFunction() goes through httpx; code is not uploaded, no shell is opened';

export const STUBS: readonly Stub[] = [
  never('./websocket', darabonba('index'), WEBSOCKET),
  never('./websocketUtils', CORE, WEBSOCKET),
  never('./file', darabonba('index'), '$dara.File is for uploads, which no operation here has'),
  never('./date', darabonba('index'), '$dara.Date, and moment behind it, is for code generators'),
  never('@alicloud/gateway-spi', CORE, 'execute() alone uses it, for gateways of other services'),
  never('./builder', /\/xml2js\/lib\/xml2js\.js$/, 'nothing writes XML with xml2js'),
  ...['axios', 'ali-oss', 'ws'].map((module) => never(module, FC2, UPLOADS)),
  {
    module: '@alicloud/credentials',
    importers: [CORE, alicloud('openapi-core/dist/utils'), alicloud('eventbridge/dist/client')],
    standIn: 'credentials.cjs',
    because:
      'Function Compute hands over static credentials; the providers that read files and metadata servers are never asked',
  },
  {
    module: 'lodash',
    importers: [darabonba('func')],
    standIn: 'lodash.cjs',
    because: 'merge() alone is used',
  },
  {
    module: 'debug',
    importers: [HTTPX, alicloud('mns/lib/client'), FC2],
    standIn: 'debug.cjs',
    because: 'a function never shows NODE_DEBUG output, which holds tokens',
  },
  {
    module: 'xml2js',
    importers: [darabonba('xml'), alicloud('mns/lib/helper')],
    standIn: ['Parser', 'Builder', 'parseString'],
    because: 'most functions never see an answer in XML',
  },
  {
    module: 'https',
    importers: [HTTPX, darabonba('core'), alicloud('tea-typescript/dist/tea')],
    standIn: ['Agent', 'request'],
    because: 'TLS takes milliseconds to load, and waits for the first call over HTTPS',
  },
  {
    module: 'zlib',
    importers: [HTTPX],
    standIn: ['createGunzip', 'createInflate'],
    because: 'answers are hardly ever packed',
  },
];
