import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { statusOf } from '../lib/http/problem-type.ts';
import { BY_CATEGORY_EN, REMEDIES_EN } from '../lib/peering/errors/remedies/en.ts';
import { isOwnZh, OWN_REMEDIES_ZH } from '../lib/peering/errors/remedies/own-zh.ts';
import { BY_CATEGORY_ZH, REMEDIES_ZH } from '../lib/peering/errors/remedies/zh.ts';
import { TABLE } from '../lib/peering/errors/table.ts';
import { HTTP_STATUS, type RetryClass, type Row } from '../lib/peering/errors/types.ts';
import { type Kind, ownKinds } from './openapi/problems.ts';

export const ERROR_PAGE = path.resolve(import.meta.dirname, '../docs/errors.md');

const WAITS: Readonly<Record<RetryClass, string>> = {
  never: 'no',
  conflict: 'up to 6 hours',
  throttled: 'up to 6 hours',
  'vpc-pending': 'up to 10 minutes',
  transient: 'up to 1 hour',
};

type Remedies = typeof REMEDIES_EN;

const matches = (pattern: string, code: string): boolean =>
  pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern;

const remedyOf = (remedies: Remedies, fallback: string, code: string): string =>
  remedies.find(([pattern]) => matches(pattern, code))?.[1] ?? fallback;

const rowOf = ([code, category, retry = 'never']: Row): string =>
  `| \`${code}\` | ${category} | ${HTTP_STATUS[category]} | ${WAITS[retry]} | ${remedyOf(REMEDIES_EN, BY_CATEGORY_EN[category], code)} | ${remedyOf(REMEDIES_ZH, BY_CATEGORY_ZH[category], code)} |`;

const ownRowOf = ({ code, category, remedy }: Kind): string =>
  `| \`${code}\` | ${category} | ${statusOf(code, category)} | ${remedy} | ${isOwnZh(code) ? OWN_REMEDIES_ZH[code] : ''} |`;

/** The error catalogue as a page, from the very table that the functions use. */
export const errorPage = (): string => `# Errors

Written by \`npx tsx build/error-docs.ts\` from the table in \`lib/peering/errors\`; do not edit it by hand.

The first row that matches decides; codes ending in \`*\` are families. Codes that no row knows are understood by their
HTTP status: 5xx and no answer as \`service\`, 429 as \`throttled\`, 401 and 403 as \`denied\`, 404 as \`notfound\`, the rest as
\`invalid\`. Answers and events keep the cloud's own text and request id.

| code | category | HTTP | waited for | remedy | 处理办法 |
| --- | --- | --- | --- | --- | --- |
${TABLE.map(rowOf).join('\n')}

Codes of Peerflow itself:

| code | category | HTTP | remedy | 处理办法 |
| --- | --- | --- | --- | --- |
${ownKinds().map(ownRowOf).join('\n')}
`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await writeFile(ERROR_PAGE, errorPage());
