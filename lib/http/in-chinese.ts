import * as v from 'valibot';
import { remedyFor } from '../peering/errors/failure.ts';
import { CATEGORIES } from '../peering/model/failure.ts';

/** What a remedy depends on; everything else of a problem document stays as it is. */
const problem = v.looseObject({
  code: v.string(),
  category: v.picklist(CATEGORIES),
  apiRequestId: v.exactOptional(v.string()),
});

/** The body of a problem document with its remedy in Chinese. Throws for any other body. */
export const inChinese = (body: string): string => {
  const document = v.parse(problem, JSON.parse(body));
  const { code, category, apiRequestId: requestId } = document;
  return JSON.stringify({ ...document, remedy: remedyFor({ code, requestId }, category, 'zh') });
};
