/** A module that the SDKs load but these functions never run, and the small one that stands in. */
export interface Stub {
  /** As it is imported: a package, or a file beside the importer. */
  readonly module: string;
  /** Who may import it; from anywhere else the build fails, because nobody looked at that use. */
  readonly importers: readonly RegExp[];
  /** A file in stubs/. */
  readonly standIn: string;
  readonly because: string;
}

const WEBSOCKET = 'only the protocols ws and wss use it; the clients are made for http and https';

const darabonba = (file: string): RegExp => new RegExp(`/@darabonba/typescript/dist/${file}\\.js$`);
const alicloud = (file: string): RegExp => new RegExp(`/@alicloud/${file}\\.js$`);

export const STUBS: readonly Stub[] = [
  {
    module: './websocket',
    importers: [darabonba('index')],
    standIn: 'never.cjs',
    because: WEBSOCKET,
  },
  {
    module: './websocketUtils',
    importers: [alicloud('openapi-core/dist/client')],
    standIn: 'never.cjs',
    because: WEBSOCKET,
  },
  {
    module: './file',
    importers: [darabonba('index')],
    standIn: 'never.cjs',
    because: '$dara.File is for uploads, which no operation used here has',
  },
  {
    module: './date',
    importers: [darabonba('index')],
    standIn: 'never.cjs',
    because:
      '$dara.Date, and moment behind it, is for code generators; the core writes its own dates',
  },
  {
    module: '@alicloud/gateway-spi',
    importers: [alicloud('openapi-core/dist/client')],
    standIn: 'never.cjs',
    because: 'execute() alone uses it, for gateways that no service called here has',
  },
  {
    module: '@alicloud/credentials',
    importers: [
      alicloud('openapi-core/dist/client'),
      alicloud('openapi-core/dist/utils'),
      alicloud('eventbridge/dist/client'),
    ],
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
    module: 'xml2js',
    importers: [darabonba('xml'), alicloud('mns/lib/helper')],
    standIn: 'xml2js.cjs',
    because: 'it is loaded with the first answer in XML',
  },
  {
    module: 'xmlbuilder',
    importers: [/\/xml2js\/lib\/builder\.js$/],
    standIn: 'never.cjs',
    because: 'nothing writes XML with xml2js',
  },
  {
    module: 'https',
    importers: [/\/httpx\/lib\/index\.js$/, darabonba('core'), alicloud('tea-typescript/dist/tea')],
    standIn: 'https.cjs',
    because: 'Agent and request() alone are used, at the first call over HTTPS',
  },
  {
    module: 'zlib',
    importers: [/\/httpx\/lib\/index\.js$/],
    standIn: 'zlib.cjs',
    because: 'createGunzip() and createInflate() alone are used, for answers that are packed',
  },
  {
    module: 'debug',
    importers: [/\/httpx\/lib\/index\.js$/, alicloud('mns/lib/client'), alicloud('fc2/lib/client')],
    standIn: 'debug.cjs',
    because: 'a function never shows NODE_DEBUG output, which holds tokens',
  },
  ...['axios', 'ali-oss', 'ws'].map((module) => ({
    module,
    importers: [alicloud('fc2/lib/client')],
    standIn: 'never.cjs',
    because:
      'invokeFunction() goes through httpx; uploads of code and instance shells are never asked for',
  })),
];
