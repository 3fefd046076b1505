import type { SdkSource } from '../sdk-source.ts';

/** What a cut may ask of its surroundings. */
export interface Surroundings {
  /** Every identifier in our code: whatever it calls of an SDK is among them. */
  readonly used: ReadonlySet<string>;
  /** Another file of the same package, by its path from the one that is cut. */
  readonly beside: (file: string) => SdkSource;
}

/** How one file of an SDK is shortened or mended on its way into a bundle. */
export interface Cut {
  readonly file: RegExp;
  /** Edits the source. Throws `Unexpected` when it is not what was assumed. */
  readonly cut: (source: SdkSource, surroundings: Surroundings) => void;
  /** What is assumed of it. */
  readonly because: string;
}
