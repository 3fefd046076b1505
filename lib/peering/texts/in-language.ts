import type { Language } from '../errors/types.ts';
export const inLanguage = (value: object, language: Language): object => value;
