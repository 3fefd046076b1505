import { classify } from '../../peering/errors/classify.ts';
import { failureOf } from '../../peering/errors/failure.ts';
import type { Language } from '../../peering/errors/types.ts';
import { ApiError } from '../../peering/model/failure.ts';

/** What one question of a deep health check found. */
export interface ProbeResult {
  readonly ok: boolean;
  /** What was asked about, e.g. `queue peerflow-failed`. */
  readonly name: string;
  /** What was found; never a secret. */
  readonly detail: string;
  /** What to do about it, where something is wrong. */
  readonly remedy?: string;
}

/** A text for people. */
export type Text = Readonly<Record<Language, string>>;

export interface Question {
  readonly name: string;
  /** The RAM action that the call needs. */
  readonly right: string;
  readonly language: Language;
}

/** Something that a call showed to be wrong, though it did not fail. */
export class Wrong extends Error {
  constructor(
    readonly detail: string,
    readonly remedy: Text,
  ) {
    super(detail);
  }
}

const allow = (right: string): Text => ({
  en: `Allow ${right} in the role of this function.`,
  zh: `请在此函数的角色中允许 ${right}。`,
});

const ofApiError = ({ name, right, language }: Question, error: ApiError): ProbeResult => {
  const isDenied = classify(error).category === 'denied' && error.operation !== 'AssumeRole';
  return {
    ok: false,
    name,
    detail: `${isDenied ? `${right} is not allowed: ` : ''}${error.code}: ${error.message}`,
    remedy: isDenied ? allow(right)[language] : failureOf(error, language).remedy,
  };
};

/** Asks one question. Never rejects: an error is a finding that names what is missing. */
export const probe = async (
  question: Question,
  ask: () => Promise<string>,
): Promise<ProbeResult> => {
  try {
    return { ok: true, name: question.name, detail: await ask() };
  } catch (error) {
    if (error instanceof ApiError) return ofApiError(question, error);
    if (error instanceof Wrong) {
      const { detail, remedy } = error;
      return { ok: false, name: question.name, detail, remedy: remedy[question.language] };
    }
    const detail = error instanceof Error ? error.name : 'unknown';
    return { ok: false, name: question.name, detail: `The check failed unexpectedly (${detail})` };
  }
};
