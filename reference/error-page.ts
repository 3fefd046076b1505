import { httpStatusOf, remedyFor } from '../lib/peering/errors/failure.ts';
import { ownCodes, serviceCodes } from '../lib/peering/errors/table.ts';
import type { RetryReason, Row } from '../lib/peering/errors/types.ts';

const WAITS: Readonly<Record<RetryReason, string>> = {
  never: 'no',
  conflict: 'up to 6 hours',
  throttled: 'up to 6 hours',
  pending: 'up to 10 minutes',
  transient: 'up to 1 hour',
};

const remediesOf = (code: string, { category }: Row): string =>
  `${remedyFor({ code }, category, 'en')} | ${remedyFor({ code }, category, 'zh')}`;

const rowOf = ([code, row]: readonly [string, Row]): string =>
  `| \`${code}\` | ${row.category} | ${httpStatusOf('', row.category)} | ${WAITS[row.reason ?? 'never']} | ${remediesOf(code, row)} |`;

const ownRowOf = ([code, row]: readonly [string, Row]): string =>
  `| \`${code}\` | ${row.category} | ${httpStatusOf(code, row.category)} | ${remediesOf(code, row)} |`;

/** The table of errors as a page, from the very rows that the functions use. */
export const errorPage = (): string => `# Errors

Written by \`npm run reference\` from the table in \`lib/peering/errors\`; do not edit it by hand.

A single code is looked up before its family (codes with a \`*\`). A code without a row whose last part says that it passes
(\`OperationFailed.LastTokenProcessing\`, \`TaskConflict\`, \`SystemBusy\`) is waited for, in whatever family it stands: up to 6 hours
for conflicts and flow control, up to 1 hour for the rest. Codes that nothing here knows are understood by their HTTP status: 5xx
and no answer as \`service\`, 429 as \`throttled\`, 401 and 403 as \`denied\`, 404 as \`notfound\`, the rest as \`invalid\`.
Answers and events keep the text and the request id of the service.

| code | category | HTTP | waited for | remedy | 处理办法 |
| --- | --- | --- | --- | --- | --- |
${serviceCodes().map(rowOf).join('\n')}

Codes of Peerflow itself:

| code | category | HTTP | remedy | 处理办法 |
| --- | --- | --- | --- | --- |
${ownCodes().map(ownRowOf).join('\n')}
`;
