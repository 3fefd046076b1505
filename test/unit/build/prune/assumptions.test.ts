import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type Message } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { pruneSdks } from '../../../../build/prune/prune-sdks.ts';

const MODULES = path.resolve(import.meta.dirname, '../../../../node_modules');
const folder = mkdtempSync(path.join(tmpdir(), 'peerflow-prune-'));
afterAll(() => rmSync(folder, { recursive: true }));

const messagesOf = (thrown: unknown): readonly Message[] =>
  typeof thrown === 'object' && thrown !== null && 'errors' in thrown
    ? (thrown.errors as readonly Message[])
    : [];

/** The index of the models is pruned by what the client beside it makes. */
const BESIDE: Readonly<Record<string, string>> = {
  '@alicloud/vpc20160428/dist/models/model.js': '@alicloud/vpc20160428/dist/client.js',
};

const contentsOf = (file: string): string => readFileSync(path.join(MODULES, file), 'utf8');

const put = (root: string, file: string, contents: string): string => {
  const copy = path.join(root, 'node_modules', file);
  mkdirSync(path.dirname(copy), { recursive: true });
  writeFileSync(copy, contents);
  return copy;
};

/** What the plugin says of a file of an SDK, as it is or changed; it gets a copy in a place of its own. */
const complaintsAbout = async (
  file: string,
  change: (source: string) => string,
): Promise<readonly string[]> => {
  const root = mkdtempSync(path.join(folder, 'copy-'));
  const beside = BESIDE[file];
  if (beside) put(root, beside, contentsOf(beside));
  const copy = put(root, file, change(contentsOf(file)));
  try {
    await build({
      entryPoints: [copy],
      bundle: true,
      platform: 'node',
      packages: 'external',
      write: false,
      logLevel: 'silent',
      plugins: [pruneSdks()],
    });
    return [];
  } catch (thrown) {
    return messagesOf(thrown)
      .filter(({ pluginName }) => pluginName === 'prune-sdks')
      .map(({ text }) => text);
  }
};

const CORE = '@alicloud/openapi-core/dist/client.js';
const EVENTBRIDGE = '@alicloud/eventbridge/dist/client.js';
const HTTP = 'httpx/lib/index.js';
const CALLS = '@darabonba/typescript/dist/core.js';
const OLD_CALLS = '@alicloud/tea-typescript/dist/tea.js';
const MERGE = '@darabonba/typescript/dist/func.js';
const XML = '@darabonba/typescript/dist/xml.js';
const SMQ_XML = '@alicloud/mns/lib/helper.js';
const FC2 = '@alicloud/fc2/lib/client.js';
const VPC = '@alicloud/vpc20160428/dist/client.js';
const VPC_INDEX = '@alicloud/vpc20160428/dist/models/model.js';
const VPC_ANSWER = '@alicloud/vpc20160428/dist/models/CreateRouteEntriesResponse.js';

const CHANGES: readonly (readonly [string, string, RegExp | string, string])[] = [
  [CORE, 'calls by another way', '_signatureVersion != "v4"', '_signatureVersion == "v3"'],
  [CORE, 'asks otherwise for credentials', /getCredential\(\)/g, 'getCredentials()'],
  [CORE, 'has renamed what is never called', 'async execute(', 'async executeWithGateway('],
  [
    CORE,
    'speaks of gateways elsewhere',
    'async callApi(',
    'open() { $SPI.open(); }\nasync callApi(',
  ],
  [CORE, 'has fields among its methods', 'class Client {', 'class Client {\n    pool = new Map();'],
  [EVENTBRIDGE, 'has models of another kind', /extends \$tea\.Model/g, 'extends $dara.Model'],
  [EVENTBRIDGE, 'has renamed the operation', /putEventsWithOptions/g, 'putEventsWith'],
  [EVENTBRIDGE, 'has models elsewhere', /^exports\.CloudEvent = CloudEvent;$/m, ''],
  [HTTP, 'ends its timers otherwise', 'timer.unref();', ''],
  [HTTP, 'has other agents', 'new https.Agent({ keepAlive: true })', 'https.globalAgent'],
  [HTTP, 'wants more of an address', "parsed.path || '/'", "parsed.href || '/'"],
  [HTTP, 'takes addresses apart otherwise', 'parse(url)', 'new URL(url)'],
  [CALLS, 'wants more of an address', 'if (urlInfo.query)', 'if (urlInfo.hash)'],
  [OLD_CALLS, 'wants more of an address', 'if (urlInfo.query)', 'if (urlInfo.hash)'],
  [MERGE, 'uses more of lodash', '_.merge(', '_.mergeWith('],
  [XML, 'uses more of xml2js', 'xml2js_1.Builder', 'xml2js_1.processors'],
  [SMQ_XML, 'uses more of xml2js', 'xml2js.parseString(', 'xml2js.parseStringPromise('],
  [FC2, 'invokes by another way', 'await httpx.request(url, {', 'await axios.request(url, {'],
  [FC2, 'has renamed the operation', 'invokeFunction(', 'invoke('],
  [VPC, 'calls by another way', /await this\.callApi\(/g, 'await this.doRPCRequest('],
  [VPC, 'has renamed its operations', /WithOptions\(/g, 'WithRuntime('],
  [VPC, 'is no longer generated', "This file is auto-generated, don't edit it", ''],
  [VPC_INDEX, 'exports otherwise', /get: function \(\) \{ return ([\w.]+); \}/g, 'get: () => $1'],
  [VPC_ANSWER, 'has a body of another type', 'ResponseBody,', 'ResponseBodyType,'],
];

/** What a parser sees through: the same program in another layout. */
const LAYOUTS: readonly (readonly [string, string, RegExp | string, string])[] = [
  [VPC, 'another indentation', /^ {4}/gm, '  '],
  [
    CORE,
    'a brace at the start of a line within a method',
    'async callApi(',
    'x() { return `\n}\n`; }\nasync callApi(',
  ],
  [EVENTBRIDGE, 'windows line ends', /\n/g, '\r\n'],
];

describe('what the pruning assumes of the SDKs', () => {
  const files = [...new Set(CHANGES.map(([file]) => file))];

  it.each(files)('%s looks as assumed', async (file) => {
    expect(await complaintsAbout(file, (source) => source)).toEqual([]);
  });

  it.each(CHANGES)('%s fails the build when it %s', async (file, _, from, to) => {
    const complaints = await complaintsAbout(file, (source) => {
      const changed = source.replace(from, to);
      expect(changed).not.toBe(source);
      return changed;
    });

    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(`node_modules/${file} no longer looks as the pruning assumes`);
    expect(complaints[0]).toContain('docs/pruning.md');
  });

  it.each(LAYOUTS)('%s may have %s', async (file, _, from, to) => {
    expect(await complaintsAbout(file, (source) => source.replace(from, to))).toEqual([]);
  });

  it('fails the build when somebody else needs what is only stood in for', async () => {
    const complaints = await complaintsAbout(
      '@darabonba/typescript/dist/url.js',
      (source) => `require('lodash');\n${source}`,
    );

    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain('url.js no longer looks as the pruning assumes');
    expect(complaints[0]).toContain('lodash');
  });
});

describe('what is left of a generated SDK', () => {
  const bundled = async (code: string): Promise<Record<string, unknown>> => {
    const lib = mkdtempSync(path.join(folder, 'lib-'));
    writeFileSync(path.join(lib, 'code.ts'), code);
    const outfile = path.join(lib, 'sdk.cjs');
    await build({
      entryPoints: [path.join(MODULES, VPC)],
      bundle: true,
      platform: 'node',
      outfile,
      logLevel: 'silent',
      plugins: [pruneSdks({ usedIn: [lib] })],
    });
    return createRequire(import.meta.url)(outfile);
  };

  it('is what our code calls and names, with the models that this needs', async () => {
    const sdk = await bundled(`
      client.tagResourcesWithOptions(new models.TagResourcesRequest({ tag: [] }), runtime);
      new models.TagResourcesRequestTag({});`);

    const client = sdk.default as new () => object;
    expect(Object.getOwnPropertyNames(client.prototype).sort()).toEqual([
      'constructor',
      'getEndpoint',
      'tagResourcesWithOptions',
    ]);
    expect(Object.keys(sdk).sort()).toEqual([
      'TagResourcesRequest',
      'TagResourcesRequestTag',
      'TagResourcesResponse',
      'default',
    ]);
  });

  it('is no build when our code calls nothing of it', async () => {
    await expect(bundled('client.tagResources(request);')).rejects.toThrow(
      'vpc20160428/dist/client.js no longer looks as the pruning assumes',
    );
  });
});
