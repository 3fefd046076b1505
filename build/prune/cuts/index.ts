import { coreCuts } from './core.ts';
import type { Cut } from './cut.ts';
import { eventBridgeCuts } from './eventbridge.ts';
import { httpCuts } from './http.ts';
import { standInCuts } from './stand-ins.ts';

export type { Cut } from './cut.ts';

/** Every file of the SDKs that is not taken as it is, but for the generated ones (see generated/). */
export const CUTS: readonly Cut[] = [...coreCuts, ...eventBridgeCuts, ...httpCuts, ...standInCuts];
