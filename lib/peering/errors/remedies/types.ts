/** Languages that remedies are written in. */
export type Language = 'en' | 'zh';

/** A remedy per code or family (`Throttling*`), or per category. */
export type Remedies = readonly (readonly [code: string, remedy: string])[];
