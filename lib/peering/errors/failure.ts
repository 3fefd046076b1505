import { ApiError, type Category, type Failure } from '../model/failure.ts';
import { type Classified, classify, rowOf } from './classify.ts';
import { categoryRemedies } from './rows/families.ts';
import type { OwnCode } from './rows/own.ts';
import { tables } from './table.ts';
import { HTTP_STATUS, type Language } from './types.ts';

/** The code of every call that could not be made for want of credentials. */
export const NO_CREDENTIALS = 'InvalidCredentials';

/** Why nothing can be called while the function has no role and the environment no key. */
export const missingCredentials = (operation = 'credentials'): ApiError =>
  new ApiError({
    kind: 'api',
    operation,
    code: NO_CREDENTIALS,
    message:
      'The function has no credentials: give it a role, or set ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET',
    status: 403,
  });

export type { OwnCode };

/** True for a code of Peerflow itself. */
export const isOwnCode = (code: string): code is OwnCode => tables().own.has(code);

/** What a person can do about an error, in their language; an unknown code has the remedy of its category. */
export const remedyFor = (error: Classified, category: Category, language: Language): string =>
  rowOf(error)?.[language] ?? categoryRemedies()[category][language];

/** An error of a call as a caller reads it: the service's own text, code and request id, and what to do. */
export const failureOf = (error: ApiError, language: Language = 'en'): Failure => {
  const { category, reason } = classify(error);
  return {
    code: error.code,
    message: error.message,
    category,
    retryable: reason !== 'never',
    remedy: remedyFor(error, category, language),
    ...(error.requestId === undefined ? {} : { apiRequestId: error.requestId }),
  };
};

/** A failure that Peerflow itself finds, without a call that failed. Sending the request again is in vain. */
export const ownFailure = (code: OwnCode, message: string, language: Language = 'en'): Failure => {
  const { category } = classify({ code });
  return {
    code,
    message,
    category,
    retryable: false,
    remedy: remedyFor({ code }, category, language),
  };
};

/** The HTTP status of a failure: that of its code, else that of its category. */
export const httpStatusOf = (code: string, category: Category): number =>
  tables().own.get(code)?.status ?? HTTP_STATUS[category];
