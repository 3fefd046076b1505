import type { ApiError } from '../../model/api-error.ts';
import type { Category } from '../../model/failure.ts';
import { BY_CATEGORY_EN, REMEDIES_EN } from './en.ts';
import type { Language, Remedies } from './types.ts';
import { BY_CATEGORY_ZH, REMEDIES_ZH } from './zh.ts';

const tables: Readonly<
  Record<Language, { codes: Remedies; categories: Readonly<Record<Category, string>> }>
> = {
  en: { codes: REMEDIES_EN, categories: BY_CATEGORY_EN },
  zh: { codes: REMEDIES_ZH, categories: BY_CATEGORY_ZH },
};

const matches = (pattern: string, code: string): boolean =>
  pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern;

/** What a person can do about an error; unknown codes get the remedy of their category. */
export const remedyFor = (error: ApiError, category: Category, language: Language): string => {
  const { codes, categories } = tables[language];
  return codes.find(([pattern]) => matches(pattern, error.code))?.[1] ?? categories[category];
};
