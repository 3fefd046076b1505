import type * as v from 'valibot';
import type { Finding, RequestFinding } from '../model/failure.ts';
import type { CreateRequest } from '../model/request.ts';
import { printable } from '../printable.ts';
import { MAX_TAGS } from '../state/tags.ts';

const MAX_SHOWN = 100;

/** Findings that an answer or an event lists; the others are counted. */
export const MAX_FINDINGS = 50;

const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ??
  typeof value;

/** JSON has no word for the Infinity that it makes of 1e400. */
const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'bigint' || typeof value === 'number';

/** A value as a finding shows it: short, on one line, every character visible, and never an exception. */
export const shown = (value: unknown): string => {
  let text: string;
  try {
    text = isScalar(value) ? String(value) : jsonText(value);
  } catch {
    // Cyclic, or with a toJSON of its own: nothing that JSON brought.
    text = typeof value;
  }
  return text.length > MAX_SHOWN ? `${printable(text.slice(0, MAX_SHOWN))}…` : printable(text);
};

/** One step of a JSON pointer (RFC 6901), cut to 100 characters, every character visible. */
export const pointerTo = (key: string): string =>
  `/${printable(key.slice(0, MAX_SHOWN)).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const pointerOf = (issue: v.BaseIssue<unknown>): string =>
  (issue.path ?? []).map(({ key }) => pointerTo(String(key))).join('');

const detailOf = (issue: v.BaseIssue<unknown>): string =>
  issue.received === 'undefined' ? 'is missing' : `${issue.message} (got "${shown(issue.input)}")`;

/**
 * What a schema found wrong, as callers read it: pointer, rule, and the offending value as text. Those that
 * no answer lists are only counted, which takes no time.
 */
export const findingsOf = (issues: readonly v.BaseIssue<unknown>[]): readonly RequestFinding[] =>
  issues.map((issue, index) =>
    index < MAX_FINDINGS
      ? { pointer: pointerOf(issue), detail: detailOf(issue) }
      : { pointer: '', detail: '' },
  );

/**
 * Controls (C0, DEL, C1) and halves of surrogate pairs: no field of the API may hold them. Without names of
 * properties: the first one that a process uses makes it read tables of all characters.
 */
const BAD_CHARACTER = /[^ -~\u00a0-\ud7ff\ue000-\u{10ffff}]/u;

/** As `BAD_CHARACTER` for documents: JSON Schema reads patterns as Unicode. */
export const NO_BAD_CHARACTER = '(?![\\s\\S]*[\\p{Cc}\\p{Cs}])';

const kindOf = (character: string): string =>
  /\p{Cs}/u.test(character) ? 'half of a surrogate pair' : 'control character';

const faultOf = (text: string, path: readonly string[]): readonly RequestFinding[] => {
  const [found] = BAD_CHARACTER.exec(text) ?? [];
  if (found === undefined) return [];
  const pointer = path.map(pointerTo).join('');
  return [{ pointer, detail: `holds the ${kindOf(found)} ${printable(found)}` }];
};

/**
 * Texts anywhere in a body, names included, that hold a control character or half of a surrogate pair. The
 * character is shown escaped. Recursion is bounded by the depth that intake allows.
 */
export const textFaults = (
  value: unknown,
  path: readonly string[] = [],
): readonly RequestFinding[] => {
  if (typeof value === 'string') return faultOf(value, path);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [
    ...faultOf(name, [...path, name]),
    ...textFaults(each, [...path, name]),
  ]);
};

/**
 * The fields of a create that are right on their own, as far as rules over several fields need them; a
 * rule that lacks one of its fields says nothing.
 */
export interface CrossFields {
  readonly regionId?: string | undefined;
  readonly vpcId?: string | undefined;
  readonly acceptingRegionId?: string | undefined;
  readonly acceptingVpcId?: string | undefined;
  readonly bandwidth?: number | undefined;
  readonly linkType?: string | undefined;
  readonly tag: readonly { readonly key?: string | undefined }[];
}

type Rule = (request: CrossFields, facts: CrossFacts) => readonly RequestFinding[];

export interface CrossFacts {
  readonly regions: readonly string[];
  /** Our tag prefix. */
  readonly name: string;
}

const one = (wrong: boolean, pointer: string, detail: string): readonly RequestFinding[] =>
  wrong ? [{ pointer, detail }] : [];

const isIntraRegion = ({ regionId, acceptingRegionId }: CrossFields): boolean =>
  regionId !== undefined && regionId === acceptingRegionId;

/** The place at which each key is found first. */
const firstPlaces = (tag: CrossFields['tag']): ReadonlyMap<string | undefined, number> =>
  new Map(tag.map(({ key }, index) => [key, index] as const).reverse());

const keyRules = (
  key: string,
  index: number,
  name: string,
  first: number | undefined,
): readonly RequestFinding[] => [
  ...one(first !== index, `/tag/${index}/key`, `repeats the key "${shown(key)}"`),
  ...one(
    key.startsWith(`${name}:`),
    `/tag/${index}/key`,
    `begins with the prefix that is reserved for Peerflow's own tags (got "${shown(key)}")`,
  ),
];

const tagRules: Rule = ({ tag }, { name }) => {
  const first = firstPlaces(tag);
  return [
    ...one(
      tag.length > MAX_TAGS,
      '/tag',
      `has ${tag.length} tags, at most ${MAX_TAGS} are allowed (20 less the three of Peerflow)`,
    ),
    ...tag.flatMap(({ key }, index) =>
      key === undefined ? [] : keyRules(key, index, name, first.get(key)),
    ),
  ];
};

const rules: readonly Rule[] = [
  (request) =>
    one(
      request.vpcId !== undefined && request.vpcId === request.acceptingVpcId,
      '/acceptingVpcId',
      `is the requester VPC itself (got "${request.acceptingVpcId}"): a VPC cannot be peered with itself`,
    ),
  (request, { regions }) =>
    one(
      request.regionId !== undefined && !regions.includes(request.regionId),
      '/regionId',
      `is not among the regions that this deployment manages, PEERFLOW_REGIONS (got "${request.regionId}")`,
    ),
  (request) =>
    one(
      request.bandwidth !== undefined && isIntraRegion(request),
      '/bandwidth',
      `is allowed only between two different regions (got "${request.bandwidth}")`,
    ),
  (request) =>
    one(
      request.linkType !== undefined && isIntraRegion(request),
      '/linkType',
      `is allowed only between two different regions (got "${request.linkType}")`,
    ),
  tagRules,
];

/** Rules that need more than one field, or the configuration. */
export const crossCheck = (request: CrossFields, facts: CrossFacts): readonly RequestFinding[] =>
  rules.flatMap((rule) => rule(request, facts));

const MODIFIABLE = ['name', 'description', 'bandwidth', 'linkType', 'routes'] as const;

/** A modify must change something; a field that is given and wrong counts as a change. */
export const modifiesNothing = (
  fields: Readonly<Record<string, unknown>>,
): readonly RequestFinding[] =>
  one(
    MODIFIABLE.every((each) => fields[each] === undefined),
    '',
    'changes nothing: give name, description, bandwidth, linkType or routes',
  );

/** Hong Kong has special regions beside `cn-hongkong`, such as `cn-hongkong-finance-pop`. */
const isMainland = (region: string): boolean =>
  region.startsWith('cn-') && !/^cn-hongkong(-|$)/.test(region);

/** Exactly one end in the Chinese mainland; Hong Kong counts as outside. */
export const crossBorder = (request: CreateRequest): readonly Finding[] =>
  isMainland(request.regionId) === isMainland(request.acceptingRegionId)
    ? []
    : [
        {
          code: 'CrossBorder',
          severity: 'warning',
          pointer: '/acceptingRegionId',
          detail: `${request.regionId} and ${request.acceptingRegionId} lie on two sides of the border of the Chinese mainland.`,
          remedy:
            'Make sure that both accounts have cross-border Cloud Data Transfer open (OpenCdtCbService) and the compliance certification it asks for.',
        },
      ];
