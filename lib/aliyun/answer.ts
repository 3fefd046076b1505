import * as v from 'valibot';
import { ApiError } from '../peering/model/api-error.ts';
import { parseExact } from './exact-json.ts';

const malformed = (operation: string, message: string, cause?: unknown): ApiError =>
  new ApiError({
    kind: 'malformed',
    operation,
    code: 'MalformedResponse',
    message: `${operation} ${message}`,
    cause,
  });

/** An answer's text as JSON with exact account ids. Throws `ApiError` (`MalformedResponse`). */
export const jsonOf = (operation: string, text: unknown): unknown => {
  try {
    return parseExact(String(text));
  } catch (error) {
    throw malformed(operation, 'gave an answer that is not JSON', error);
  }
};

/** An answer as the schema makes it, or `ApiError` (`MalformedResponse`) that names what it lacks. */
export const checked = <S extends v.GenericSchema>(
  operation: string,
  schema: S,
  json: unknown,
): v.InferOutput<S> => {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const where = parsed.issues[0].path?.map(({ key }) => key).join('.') ?? 'a body';
  throw malformed(operation, `answered without ${where}`);
};
