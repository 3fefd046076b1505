import * as v from 'valibot';
import type { TablePattern } from '../peering/routes/plan/plan.ts';

// The messages of these rules say what must be so. None holds the value: values may be secrets.

/** A text of some form. */
export const text = (form: RegExp, rule: string) => v.pipe(v.string(), v.regex(form, rule));

/** One of some words. */
export const oneOf = <const T extends readonly string[]>(words: T) =>
  v.picklist(words, `must be one of ${words.join(', ')}`);

/** Words by spaces or commas. */
export const words = v.pipe(
  v.string(),
  v.transform((value): readonly string[] => value.split(/[\s,]+/).filter(Boolean)),
);

/** A week: no task lives longer. */
const MAX_SECONDS = 604_800;
const SECONDS_RULE = `must be a whole number of seconds, 1 to ${MAX_SECONDS}`;

/** Seconds, read as milliseconds. */
export const seconds = v.pipe(
  text(/^[1-9]\d{0,5}$/, SECONDS_RULE),
  v.transform(Number),
  v.maxValue(MAX_SECONDS, SECONDS_RULE),
  v.transform((value) => value * 1000),
);

/** Alibaba Cloud refuses tag keys that begin with `aliyun` or `acs:`, in any case. */
export const tagPrefix = text(
  /^(?!aliyun)(?!acs:)[A-Za-z][A-Za-z0-9._-]{0,63}$/i,
  'must be 1 to 64 letters, digits, dots, hyphens and underscores, begin with a letter, and not begin with aliyun or acs:',
);

export const eventSource = text(
  /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]{1,128}$/,
  'must be a URI reference of at most 128 characters',
);

export const regionIds = v.pipe(
  words,
  v.array(text(/^[a-z]{2}(-[a-z0-9]+)+$/, 'must be a region id such as cn-hangzhou')),
  v.transform((ids): readonly string[] => [...new Set(ids)]),
);

export const functionName = text(
  /^[A-Za-z_][\w-]{0,63}$/,
  'must be a function name: 1 to 64 letters, digits, hyphens and underscores, not beginning with a digit or hyphen',
);

export const queueName = text(
  /^[A-Za-z0-9][A-Za-z0-9-]{0,119}$/,
  'must be the name of an SMQ queue: 1 to 120 letters, digits and hyphens',
);

export const accepterRole = text(
  /^acs:ram::(\{accountId\}|[1-9]\d{0,19}):role\/[A-Za-z0-9.-]{1,64}$/,
  'must look like acs:ram::{accountId}:role/name, with {accountId} as it stands here or the id of one account',
);

export const externalId = text(
  /^[\w+=,.@:/-]{2,1224}$/,
  'must be 2 to 1224 letters, digits and characters of +=,.@:/-_',
);

const BASE_URL = /^https?:\/\/[^/?#@\s]+\/?$/;

export const baseUrl = v.pipe(
  v.string(),
  v.check(
    (value) => BASE_URL.test(value) && URL.canParse(value),
    'must be a base URL such as http://127.0.0.1:9000',
  ),
);

const tablePattern = (word: string): TablePattern => {
  const at = word.indexOf('=');
  return at > 0 ? { key: word.slice(0, at), value: word.slice(at + 1) } : { routeTableId: word };
};

/** Route tables by id or by a tag `key=value`. */
export const routeTables = v.pipe(
  words,
  v.array(
    v.pipe(
      text(
        /^(vtb-[A-Za-z0-9-]+|[^=]{1,128}=.{0,128})$/,
        'must be the id of a route table or a tag key=value',
      ),
      v.transform(tablePattern),
    ),
  ),
);
