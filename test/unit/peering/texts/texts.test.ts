import { describe, expect, it, test } from 'vitest';
import { remedyFor } from '../../../../lib/peering/errors/failure.ts';
import { ownCodes, serviceCodes } from '../../../../lib/peering/errors/table.ts';
import { STATUSES } from '../../../../lib/peering/model/connection.ts';
import type { Finding } from '../../../../lib/peering/model/failure.ts';
import type { RouteEntry } from '../../../../lib/peering/network/model.ts';
import {
  DRIFTS,
  type Drift,
  type DriftCode,
  driftFindings,
} from '../../../../lib/peering/routes/check/drift.ts';
import { refusedByForeign } from '../../../../lib/peering/routes/removal/inspect.ts';
import { entriesToRemove, foreignRoutes } from '../../../../lib/peering/routes/report/result.ts';
import { chineseTexts } from '../../../../lib/peering/texts/chinese.ts';
import { inLanguage, textIn } from '../../../../lib/peering/texts/in-language.ts';
import { catalogueOf } from '../../../../lib/peering/texts/match.ts';
import { parseSinks } from '../../../../lib/sinks/index.ts';
import { sourceTexts } from './source-texts.ts';

const HAN = /\p{Script=Han}/u;

interface Exemption {
  readonly file: RegExp;
  readonly text: RegExp;
}

/** What no caller reads as a text, and why. */
const EXEMPT: Readonly<Record<string, readonly Exemption[]>> = {
  'no words: ids, forms, headers, texts of others that are searched or passed on': [
    { file: /aliyun\/endpoints/, text: /./ },
    {
      file: /aliyun\/(?:errors|smq)\.ts/,
      text: /^ request id: $|^failed with $|^, message: $/,
    },
    { file: /http\/(?:answer|call)\.ts$|sinks\/webhook\.ts$/, text: /^application\// },
    { file: /sinks\/(?:eventbridge|mns)\.ts$/, text: /^(?:eventbridge|mns):\/\// },
    { file: /sinks\/(?:result|webhook)\.ts$/, text: /^(?:x0 \()?HTTP x\d\)?$/ },
    { file: /sinks\/webhook\/guard/, text: /^all any none/ },
    { file: /./, text: /^x\d:? x\d$|^x0 \(x1\)$|^x0x1$/ },
  ],
  'log lines, errors that are thrown, and reasons in the queue of parked tasks': [
    {
      file: /aliyun\/guard\.ts|sinks\/webhook\/guard/,
      text: /^An answer has more|^the webhook leads/,
    },
    {
      file: /^lib\/handlers\//,
      text: /^(?:An asynchronous HTTP call failed|Items x0 were neither)/,
    },
    {
      file: /queue\/(?:tasks|given-up)/,
      text: /^The task x0 was not|^The event is not|^x0; PEERFLOW/,
    },
    { file: /reconcile\/(?:apply|watch)/, text: /^x0 x1 was neither|^x0 was watched for 7 days/ },
    { file: /runtime\/(?:config|log)/, text: /^x0 is set, but|^\[access key\]$/ },
    {
      file: /sinks\/(?:index|result)/,
      text: /^PEERFLOW_SINKS names no|^sink x0 |^the client refused|^the function has no/,
    },
  ],
  'names of checks, by which monitors know them': [
    {
      file: /health/,
      text: /^(?:connections in|event bus|queue|function|tasks of|role in account|sink|setting|other deployments named) x0$/,
    },
  ],
  'parts of texts that are tested whole below': [
    { file: /aliyun\/guard\.ts$/, text: /^answered without x0$|^gave an answer/ },
    { file: /health\/services/, text: /^(?:ahead of|an unknown number of)$/ },
    { file: /commands\/(?:change|delete)\.ts$/, text: /^x0 is x1\.$/ },
    {
      file: /report\/result/,
      text: /^(?:x0 route )?entr(?:y leads|ies lead)$|^x0 to the connection/,
    },
    { file: /sinks\/index/, text: /^sink x0$|^x0 (?:has the URL|needs)/ },
  ],
  'documents for developers': [{ file: /events\/schema\//, text: /./ }],
  'the catalogue itself': [{ file: /peering\/texts\//, text: /./ }],
};

const EXEMPTIONS = Object.values(EXEMPT).flat();
const SOURCES = sourceTexts();
const TEXTS = SOURCES.filter(
  (each) => !EXEMPTIONS.some(({ file, text }) => file.test(each.file) && text.test(each.text)),
);

describe('texts for people', () => {
  it.each(TEXTS)('have a Chinese text: $text ($file)', ({ text }) => {
    expect(textIn(text, 'zh')).toMatch(HAN);
    expect(textIn(text, 'zh')).not.toMatch(/ (?:and|or) /);
    expect(textIn(text, 'en')).toBe(text);
  });

  it.each(EXEMPTIONS)('are not exempt in vain: $file $text', ({ file, text }) => {
    const exempted = SOURCES.filter((each) => file.test(each.file) && text.test(each.text));
    expect(exempted.some((each) => !HAN.test(textIn(each.text, 'zh')))).toBe(true);
  });

  it.each([...ownCodes(), ...serviceCodes()].map(([code, row]) => ({ code, row })))(
    'the remedy of $code is translated as its row says',
    ({ code, row: { category } }) => {
      const english = remedyFor({ code }, category, 'en');
      expect(textIn(english, 'zh')).toMatch(HAN);
    },
  );
});

const entry = (at: number): RouteEntry => ({
  routeEntryId: `rte-${at}`,
  routeTableId: 'vtb-1',
  destinationCidrBlock: `10.${at}.0.0/16`,
  status: 'Available',
  type: 'Custom',
  nextHops: [
    { nextHopId: 'pcc-1', nextHopType: 'VpcPeer', enabled: true, weight: 50 },
    { nextHopId: 'i-1', nextHopType: 'Instance', enabled: false, weight: 50 },
  ],
});
const ENTRIES = Array.from({ length: 7 }, (_, at) => entry(at));

const drift = (code: DriftCode): Drift => ({
  code,
  fact: {
    regionId: 'cn-hangzhou',
    vpcId: 'vpc-1',
    routeTableId: 'vtb-1',
    destinationCidrBlock: '10.0.0.0/8',
    result: 'missing',
  },
});

const details = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ detail }) => detail);

/** Texts that are put together from parts, as the code puts them together. */
const COMPOSED: readonly string[] = [
  ...details([1, 2].flatMap((count) => [foreignRoutes(ENTRIES.slice(0, count))])),
  ...details([1, 2].flatMap((count) => entriesToRemove(ENTRIES.slice(0, count)))),
  ...details(DRIFTS.flatMap((code) => driftFindings([drift(code)]))),
  ...details(DRIFTS.flatMap((code) => driftFindings([drift(code), drift(code)]))),
  refusedByForeign('pcc-1', ENTRIES.slice(0, 2)).message,
  refusedByForeign('pcc-1', ENTRIES).message,
  ...STATUSES.filter((status) => /ing$/.test(status)).map((status) => `pcc-1 is ${status}.`),
  ...parseSinks(['https://a.example', 'https://a.example', 'fc://'], false).faults,
  'GetFunction answered without a body',
  'GetFunction answered without body.items',
  'GetFunction gave an answer that is not JSON',
  'Timeout: The service did not answer in time',
  'Preflight stopped this request: The two VPCs share addresses (10.0.0.0/8): traffic between the shared ranges cannot cross the connection. vpc-2 is in cn-beijing, not in cn-hangzhou. There are 2 more.',
  'The request is not valid under the new configuration: /regionId is not among the regions that this deployment manages, PEERFLOW_REGIONS; /name must be a string',
  'Routes cannot be made: 10.0.0.0/8 in vtb-1: Entry rte-1 for 10.0.0.0/8 leads to NatGateway ngw-1 (weight 50) and Instance i-1 (weight 50), which is switched off.; and 3 more',
  'Policy does not allow Peerflow to accept the connection (no rule matched).',
  'Another operation runs on vpc-1 and vpc-2.',
  'The role acs:ram::1:role/x of PEERFLOW_ACCEPTER_ROLE cannot be assumed: NoPermission. The trust policy of that role must name the role of this function, and require the external id of PEERFLOW_ACCEPTER_EXTERNAL_ID; the role of this function needs sts:AssumeRole on it.',
  '3 s ahead of the service',
  'holds an unknown number of messages',
];

/** Values of places, and texts of one word. */
const PARTS = [
  'is a string',
  'is a number',
  'is a bigint',
  'is a boolean',
  'none',
  'exists',
  'nowhere',
  '(system)',
  '/x y',
  'pcc-1 is Creating.',
];

/** Two English words one after another. */
const ENGLISH = /\b[a-z]{2,} [a-z]{2,}\b/;

describe('texts made of several', () => {
  it.each(COMPOSED)('are Chinese throughout: %s', (text) => {
    const chinese = textIn(text, 'zh');
    expect(chinese).toMatch(HAN);
    expect(chinese).not.toMatch(ENGLISH);
  });

  it.each([
    'The specified VPC is not found. Please check.',
    'Quota is exceeded.',
    'The operation is denied; try again later.',
    'vpc-1 and vpc-2 overlap.',
    'The value A and B must be different.',
  ])('leave the words of services as they are: %s', (text) => {
    expect(textIn(text, 'zh')).toBe(text);
  });
});

describe('every pair', () => {
  const pairs = chineseTexts();

  it('has its places in both languages', () => {
    const names = (text: string) =>
      [...text.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map(([, name]) => name).sort();
    for (const [en, zh] of pairs) expect([en, names(zh)]).toEqual([en, names(en)]);
  });

  it('is of a text that there is', () => {
    const texts = [
      ...SOURCES.filter(({ file }) => !/peering\/texts\//.test(file)).map(({ text }) => text),
      ...COMPOSED,
      ...PARTS,
    ].flatMap((text) => [text, text.replace(/ \(got ".*"\)$/, '')]);
    const isUsed = (en: string): boolean => {
      const fixed = en.split(/\{\w+(?:\.\.\.)?\}/);
      const form = new RegExp(
        fixed.map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*'),
      );
      return texts.some((text) => form.test(text));
    };
    expect(pairs.map(([en]) => en).filter((en) => !isUsed(en))).toEqual([]);
  });

  it('stands once', () => {
    const all = pairs.map(([en]) => en);
    expect(all.filter((en, at) => all.indexOf(en) !== at)).toEqual([]);
  });
});

describe('the catalogue', () => {
  const catalogue = catalogueOf([
    ['a {one} of {two}.', '{two}的{one}。'],
    ['{text...} (got "{value...}")', '{text}（{value}）'],
    ['{who} is {what}.', '{who}是{what}。'],
    ['Stopped: {why...}', '停止：{why}'],
    ['b', '乙'],
  ]);

  test.each([
    ['b', '乙'],
    ['a x of y.', 'y的x。'],
    ['a b of b.', '乙的乙。'],
    ['b (got "a x of y.")', '乙（y的x。）'],
    ['other', undefined],
    ['a x of y', undefined],
    ['a x y of z.', undefined],
    ['a  of z.', undefined],
    ['b (got "1. 2")', '乙（1. 2）'],
    ['a x of y. b', 'y的x。乙'],
    ['a x of y. z. b', 'y的x。 z. 乙'],
    ['a x of y.; b; z', 'y的x。；乙; z'],
    ['Stopped: a x of y. z is b. It is so.', '停止：y的x。z是乙。It是so。'],
  ])('%s', (text, expected) => {
    expect(catalogue.translate(text)).toBe(expected);
  });

  it('keeps values as they are, whatever they hold', () => {
    expect(catalogue.translate('a {two} of $&.')).toBe('$&的{two}。');
  });

  it('takes no longer for a text made to confuse it', () => {
    const text = `a ${' of a'.repeat(700)}`;
    expect(catalogue.translate(text)).toBeUndefined();
  });
});

describe('a document in Chinese', () => {
  it('has its own texts translated, and what others wrote left as it is', () => {
    const document = {
      title: 'Too Large',
      code: 'TooLarge',
      category: 'invalid',
      detail: 'The body has 5 bytes, more than 128 KB.',
      errors: [{ pointer: '/a', detail: 'is missing' }],
      findings: [{ code: 'X', detail: 'is empty', evidence: { detail: 'is empty' }, remedy: 'r' }],
      connection: { description: 'is missing', detail: 'is missing' },
    };
    expect(inLanguage(document, 'zh')).toEqual({
      ...document,
      title: '请求体过大',
      detail: '请求体有 5 字节，超过 128 KB。',
      errors: [{ pointer: '/a', detail: '缺失' }],
      findings: [{ code: 'X', detail: '为空', evidence: { detail: 'is empty' }, remedy: 'r' }],
    });
    expect(inLanguage(document, 'en')).toBe(document);
  });

  it.each(ownCodes().map(([code]) => code))('has a title of its own for %s', (code) => {
    const document = { title: code, code, category: 'service' };
    const { title } = Object(inLanguage(document, 'zh'));
    expect(title).toMatch(HAN);
    expect(title).not.toBe('服务暂不可用');
  });

  it('names the kind of a problem that only its category tells', () => {
    const document = { title: 'x', code: 'Throttling.User', category: 'throttled' };
    expect(inLanguage(document, 'zh')).toEqual({ ...document, title: '请求过于频繁' });
  });
});
