import * as v from 'valibot';
import { isOwnZh, OWN_REMEDIES_ZH } from '../peering/errors/remedies/own-zh.ts';
import { remedyFor } from '../peering/errors/remedies/remedy.ts';
import { ApiError } from '../peering/model/api-error.ts';
import { CATEGORIES } from '../peering/model/failure.ts';

/** What a remedy depends on; everything else of a problem document stays as it is. */
const problem = v.looseObject({
  code: v.string(),
  category: v.picklist(CATEGORIES),
  detail: v.string(),
  apiRequestId: v.exactOptional(v.string()),
});

const remedyOf = ({ code, category, detail, apiRequestId }: v.InferOutput<typeof problem>) => {
  // The cloud may use a code of ours for something else; then there is a request id of its own.
  if (apiRequestId === undefined && isOwnZh(code)) return OWN_REMEDIES_ZH[code];
  const error = new ApiError({ kind: 'api', operation: '', code, message: detail });
  return remedyFor(error, category, 'zh');
};

/** The body of a problem document with its remedy in Chinese. Throws for any other body. */
export const inChinese = (body: string): string => {
  const document = v.parse(problem, JSON.parse(body));
  return JSON.stringify({ ...document, remedy: remedyOf(document) });
};
