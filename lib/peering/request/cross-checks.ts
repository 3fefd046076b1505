import type { Finding, RequestFinding } from '../model/failure.ts';
import type { CreateRequest } from '../model/request.ts';
import { MAX_TAGS } from '../state/tags.ts';
import { shown } from './findings.ts';

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
