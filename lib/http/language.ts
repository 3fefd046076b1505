import type { HttpCall } from '../intake/types.ts';
import type { Language } from '../peering/catalogue/remedies/types.ts';
import { ApiError } from '../peering/model/api-error.ts';
import type { Failure } from '../peering/model/failure.ts';

/** The language that a caller prefers among those that remedies are written in. */
export const languageOf = ({ headers }: Pick<HttpCall, 'headers'>): Language =>
  /^\s*zh\b/i.test(headers['accept-language'] ?? '') ? 'zh' : 'en';

/** A failure of the cloud with its remedy in the caller's language; our own failures stay English. */
export const inLanguage = async (failure: Failure, language: Language): Promise<Failure> => {
  if (language === 'en' || failure.apiRequestId === undefined) return failure;
  const { remedyFor } = await import('../peering/catalogue/remedies/remedy.ts');
  const { code, message } = failure;
  const error = new ApiError({ kind: 'api', operation: '', code, message });
  return { ...failure, remedy: remedyFor(error, failure.category, language) };
};
