import * as v from 'valibot';
import { ACCEPT, ACTIONS, PREFLIGHT, ROUTES } from '../model/request.ts';
import { MAX_TAGS } from '../state/tags.ts';
import { NO_BAD_CHARACTER } from './findings.ts';
import { isRequestId } from './identify.ts';

/*
 * `v.metadata` says in JSON Schema what a check is about: the generated documents have no words for code.
 */

const NO_URL = /^(?!https?:\/\/)/i;
/** What documents say instead of code about every text: see `textFaults`. */
const PLAIN = NO_BAD_CHARACTER;
/** JSON Schema has no flags. */
const URL_ANYWHERE = '[\\s\\S]*[Hh][Tt][Tt][Pp][Ss]?://';
const has = (rule: RegExp, message: string) => v.pipe(v.string(message), v.regex(rule, message));

/** The rule of request ids: 1 to 128 of a set that fits into a tag value. */
export const requestIdField = v.pipe(
  v.string('must be a string'),
  v.check(
    isRequestId,
    'must be 1 to 128 of A-Z a-z 0-9 . _ : @ / + - =, without http:// or https://',
  ),
  v.metadata({ pattern: `^(?!${URL_ANYWHERE})[A-Za-z0-9._:@/+=-]{1,128}$` }),
);

export const regionField = has(
  /^[a-z]{2}-[a-z0-9-]{2,40}$/,
  'must be a region id such as cn-hangzhou',
);
export const vpcField = has(
  /^vpc-[A-Za-z0-9*-]{1,60}$/,
  'must be a VPC id such as vpc-bp1gsk7h12ew7oegk',
);
export const instanceField = has(
  /^pcc-[A-Za-z0-9*-]{1,60}$/,
  'must be a connection id such as pcc-lnk0m24khwvtkm',
);

const MAX_SAFE = Number.MAX_SAFE_INTEGER;

const accountId = v.pipe(
  v.union(
    [v.string(), v.number(), v.bigint()],
    'must be an account id: a string of digits, or a safe integer',
  ),
  v.check(
    (id) => typeof id === 'string' || (id <= MAX_SAFE && id >= -MAX_SAFE),
    'is a number beyond 2^53 - 1, which JSON parsers round: send the account id as a string',
  ),
  v.transform(String),
  v.regex(/^[0-9]{1,20}$/, 'must be the digits of a main account id'),
  v.check((id) => !id.startsWith('0'), 'must not begin with a zero'),
);

/*
 * Both regular expressions are written where they are used: making one with a script of Unicode takes
 * part of a millisecond, which a request without a name need not wait for.
 */
const letterFirst = v.check(
  (value: string) => /^[A-Za-z\p{Script=Han}]/u.test(value),
  'must start with a letter or a Chinese character',
);
const nameAlone = v.check(
  (value: string) => /^[A-Za-z\p{Script=Han}0-9_-]*$/u.test(value),
  'may hold letters, Chinese characters, digits, _ and - only',
);

const text = (least: number, most: number) =>
  v.pipe(
    v.string('must be a string'),
    v.check(
      (value) => [...value].length >= least && [...value].length <= most,
      `must have ${least} to ${most} characters`,
    ),
    v.regex(NO_URL, 'must not start with http:// or https://'),
    v.metadata({
      minLength: least,
      maxLength: most,
      pattern: `^(?![Hh][Tt][Tt][Pp][Ss]?://)${PLAIN}`,
    }),
  );

const createName = v.pipe(
  text(2, 128),
  letterFirst,
  nameAlone,
  v.metadata({ pattern: '^[A-Za-z\\p{Script=Han}][A-Za-z\\p{Script=Han}0-9_-]*$' }),
);
const createDescription = v.pipe(
  text(2, 256),
  letterFirst,
  v.metadata({ pattern: `^(?![Hh][Tt][Tt][Pp][Ss]?://)${PLAIN}[A-Za-z\\p{Script=Han}]` }),
);

const bandwidth = v.pipe(
  v.number('must be an integer in Mbit/s (a number, not a string)'),
  v.check(
    (value) => Number.isSafeInteger(value) && value > 0 && value <= 2_147_483_647,
    'must be an integer greater than 0',
  ),
  v.metadata({ type: 'integer', minimum: 1, maximum: 2_147_483_647 }),
);
const linkType = v.picklist(['Platinum', 'Gold'], 'must be Platinum or Gold');
const clientToken = has(
  /^[\x21-\x7e]{1,64}$/,
  'must be 1 to 64 printable ASCII characters without blanks',
);
const resourceGroupId = has(
  /^[A-Za-z0-9*-]{1,64}$/,
  'must be a resource group id such as rg-acfmxazb4ph6aiy',
);
const flag = v.boolean('must be true or false (a boolean, not a string)');

const oneOf = <const T extends readonly string[]>(words: T) =>
  v.picklist(words, `must be one of ${words.join(', ')}`);

/** Tag keys and values as TagResources documents them. */
export const tagKey = v.pipe(
  v.string('must be a string'),
  v.check((key) => key.length >= 1 && [...key].length <= 128, 'must have 1 to 128 characters'),
  v.check((key) => !/^(aliyun|acs:)/i.test(key), 'must not begin with aliyun or acs:'),
  v.check((key) => !/https?:\/\//i.test(key), 'must not contain http:// or https://'),
  v.metadata({
    minLength: 1,
    maxLength: 128,
    pattern: `^(?![Aa][Ll][Ii][Yy][Uu][Nn]|[Aa][Cc][Ss]:)(?!${URL_ANYWHERE})${PLAIN}`,
  }),
);
export const tagValue = v.pipe(
  v.string('must be a string'),
  v.check((value) => [...value].length <= 128, 'must have at most 128 characters'),
  v.check((value) => !/https?:\/\//i.test(value), 'must not contain http:// or https://'),
  v.metadata({ maxLength: 128, pattern: `^(?!${URL_ANYWHERE})${PLAIN}` }),
);

const tag = v.pipe(
  v.array(
    v.strictObject({ key: tagKey, value: v.optional(tagValue, '') }),
    'must be a list of {key, value}',
  ),
  v.metadata({ maxItems: MAX_TAGS }),
);

/** Fields that every request may have. */
const common = {
  action: v.optional(oneOf(ACTIONS)),
  requestId: v.optional(requestIdField),
  dryRun: v.optional(flag, false),
  clientToken: v.optional(clientToken),
};
const onInstance = { ...common, instanceId: instanceField };

/** One schema an action: its keys are the fields the action knows. */
export const SCHEMAS = {
  create: v.object({
    ...common,
    regionId: regionField,
    vpcId: vpcField,
    acceptingRegionId: v.optional(regionField),
    acceptingVpcId: vpcField,
    acceptingAliUid: v.optional(accountId),
    name: v.optional(createName),
    description: v.optional(createDescription),
    resourceGroupId: v.optional(resourceGroupId),
    bandwidth: v.optional(bandwidth),
    linkType: v.optional(linkType),
    tag: v.optional(tag, []),
    routes: v.optional(oneOf(ROUTES)),
    accept: v.optional(oneOf(ACCEPT)),
    preflight: v.optional(oneOf(PREFLIGHT)),
  }),
  accept: v.object({ ...onInstance, resourceGroupId: v.optional(resourceGroupId) }),
  reject: v.object(onInstance),
  modify: v.object({
    ...onInstance,
    name: v.optional(text(1, 128)),
    description: v.optional(text(1, 256)),
    bandwidth: v.optional(bandwidth),
    linkType: v.optional(linkType),
    routes: v.optional(oneOf(ROUTES)),
  }),
  delete: v.object({ ...onInstance, force: v.optional(flag, false) }),
} as const;
