import type { Answer } from '../cloud/operation.ts';
import type { Params } from '../cloud/params.ts';

/** Where the id of what a call is about may stand, nearest first. */
const IN_ANSWER = ['InstanceId', 'RouteEntryId'];
const IN_PARAMS = ['InstanceId', 'RouteEntryId', 'RouteTableId', 'RouteEntries.1.RouteTableId'];

const idOf = (params: Params, body: Answer): unknown =>
  IN_ANSWER.map((name) => body[name]).find(Boolean) ??
  IN_PARAMS.map((name) => params[name]).find(Boolean);

/** What a call was about, for the journal, and how many entries of a batch failed. */
export const subjectOf = (params: Params, body: Answer): string => {
  const failed = Number(body.FailedCount ?? 0);
  const all = failed + Number(body.SuccessCount ?? 0);
  return [idOf(params, body), ...(failed > 0 ? [`(${failed} of ${all} entries failed)`] : [])]
    .filter(Boolean)
    .join(' ');
};
