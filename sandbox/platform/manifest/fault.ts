/** One thing wrong in a deployment file, with the place it was found at. */
export interface ManifestFinding {
  /** JSON pointer into the file, e.g. `/resources/request/props/timeout`. */
  readonly pointer: string;
  readonly detail: string;
}

export const faultAt = (pointer: string, detail: string): ManifestFinding => ({ pointer, detail });

/** A deployment file that cannot be deployed; `findings` names everything that is wrong at once. */
export class ManifestFault extends Error {
  readonly findings: readonly ManifestFinding[];

  constructor(file: string, findings: readonly ManifestFinding[]) {
    const lines = findings.map(({ pointer, detail }) => `  ${pointer || '/'}: ${detail}`);
    super(`${file} cannot be deployed:\n${lines.join('\n')}`);
    this.name = 'ManifestFault';
    this.findings = findings;
  }
}
